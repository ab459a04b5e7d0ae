import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { auditEach } from '../audit/audit-each.ts';
import { auditRow } from '../audit/record.ts';
import { toJson } from '../audit/to-json.ts';
import type { ServiceContext } from '../context.ts';
import type { PlannedAdjustment } from './planned-adjustment.ts';
import { REVISION } from './revision-sql.ts';

/**
 * Recording takes turns: what is written for a period, over all its components, was planned on what it holds by then.
 */
export function lockAdjustments(): SQL {
  return sql`select pg_advisory_xact_lock(hashtextextended('period_adjustments', 0))`;
}

/**
 * One statement that writes the adjustments, marks the outbox rows that they take up, and leaves their trail; after
 * `lockAdjustments`, in its transaction. A period's adjustments are written together or not at all: of two runs that
 * planned one period one writes, the other changes nothing, as is it when an outbox row that they take up is held no more;
 * none is taken up twice. Answers the ids that were written.
 */
export function recordAdjustments(ctx: ServiceContext, adjustments: readonly PlannedAdjustment[]): SQL {
  const at = instantSql(ctx.now);
  const rows = toJson(adjustments.map(({ period, ...row }) => ({ ...row, ...period })));
  const trail = adjustments.map((adjustment) => {
    const { id, customerId, identifiers, customerName: _name, revision: _revision, ...rest } = adjustment;
    const { waivedMinor, waiverRatedMinor, ...after } = rest;
    return auditRow(ctx, {
      action: `adjustment.${adjustment.status}`,
      objectType: 'period_adjustment',
      objectId: id,
      customerId,
      after: { ...after, waivedMinor: waivedMinor + waiverRatedMinor, outboxRows: identifiers.length },
    });
  });
  return sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (id uuid, "customerId" uuid,
        "subscriptionId" uuid, kind text, component text, start timestamptz, "end" timestamptz, sequence int,
        revision int, "quantityDelta" bigint, "uncappedMinor" bigint, "amountMinor" bigint, "offsetMinor" bigint, "byHandMinor" bigint,
        "waivedMinor" bigint, "waiverRatedMinor" bigint,
        currency text, description text, explanation jsonb, allocations jsonb, "knownCredits" jsonb, status text, reason text, "invoiceId" uuid,
        "billedSubscriptionId" uuid, identifiers jsonb)
    ), written as (
      insert into period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end,
        sequence, quantity_delta, uncapped_minor, amount_minor, offset_minor, by_hand_minor, waived_minor, currency, description, explanation,
        allocations, known_credits, status, reason, invoice_id, billed_subscription_id, run_after, created_at)
      select id, "customerId", "subscriptionId", kind, component, start, "end", sequence, "quantityDelta",
        "uncappedMinor", "amountMinor", "offsetMinor", "byHandMinor",
        "waivedMinor" + "waiverRatedMinor", currency, description, explanation, allocations,
        "knownCredits", status, reason, "invoiceId", "billedSubscriptionId", ${at}, ${at}
      from given
      where revision = (
        select ${REVISION} from period_adjustments a
        where a.customer_id = "customerId" and a.subscription_id = "subscriptionId" and a.period_start = start
      ) and not exists (
        select from given other
        cross join lateral jsonb_array_elements_text(other.identifiers) as planned (identifier)
        where other."customerId" = given."customerId" and other."subscriptionId" = given."subscriptionId"
          and other.start = given.start and not exists (
            select from usage_outbox o
            where o.identifier = planned.identifier and o.status = 'held' and o.adjustment_id is null
          )
      )
      order by "customerId", component, start, sequence
      on conflict on constraint period_adjustments_sequence_unique do nothing
      returning id
    ), marked as (
      update usage_outbox o set adjustment_id = taken.id
      from (
        select written.id, jsonb_array_elements_text(given.identifiers) as identifier
        from written join given on given.id = written.id
      ) as taken
      where o.identifier = taken.identifier and o.status = 'held' and o.adjustment_id is null
    )
    ${auditEach(sql`written`, trail)}`;
}
