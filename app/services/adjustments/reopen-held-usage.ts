import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import { auditEach } from '../audit/audit-each.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { hasRunSql } from '../usage/periods/is-running-sql.ts';
import { owningSubscriptionSql } from '../usage/periods/owning-subscription-sql.ts';
import { startedAtSql } from '../usage/periods/started-at-sql.ts';
import { meterWindowSql } from '../usage/report/meter-window-sql.ts';
import { HELD_ROWS } from './late-groups-sql.ts';
import { lockAdjustments } from './record-adjustments.ts';

const SYSTEM = { kind: 'system' } as const;
const coveredRow = z.object({ id: z.string(), customer_id: z.string() });

/** As Cloudflare lets a job run. */
const LONGEST_INVOCATION = sql`interval '15 minutes'`;

/** Whether a row `a` of `period_adjustments` keeps hours outside a subscription in sight for a person. */
const IS_OUTSIDE = sql`(a.reason = 'outside_subscription' and a.status = 'unbillable' and a.closed_at is null)`;

/**
 * Gives held hours to the subscription that has come to cover them since. What had them outside any subscription, and no
 * person has closed, is taken up, and all of its hours are undecided again; those of a period that is still open go to
 * the meter after all. Two trips; done again, it changes nothing.
 */
export async function reopenHeldUsage(ctx: ServiceContext): Promise<void> {
  const [found] = await ctx.db.batch(SYSTEM, (db) => [db.execute(selectCoveredSince())]);
  const covered = z.array(coveredRow).parse(found.rows);
  await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockAdjustments()),
    db.execute(takeUp(ctx, covered)),
    db.execute(queueOpen(ctx)),
  ]);
}

/**
 * Hours are looked at only where a plan came: another one that ran in the period, or the same one read anew since. Both
 * rows tell when the invocation that wrote them began, so what began before may have come since. All that nobody has closed otherwise costs a step in an index; MATERIALIZED keeps it in that order.
 */
export function selectCoveredSince(): SQL {
  return sql`
    with planned as materialized (
      select a.id, a.customer_id from period_adjustments a
      where ${IS_OUTSIDE} and exists (
        select from subscriptions came
        where came.customer_id = a.customer_id and ${hasRunSql(sql`came`)}
          and (came.id is distinct from a.subscription_id or came.updated_at >= a.created_at - ${LONGEST_INVOCATION})
          and ${startedAtSql(sql`came`)} < a.period_end and (came.ended_at is null or came.ended_at > a.period_start)
      )
    )
    select p.id, p.customer_id from planned p
    where exists (
      select from usage_outbox o
      cross join ${owningSubscriptionSql({ customerId: sql`o.customer_id`, hour: sql`o.hour` })} as s
      where o.adjustment_id = p.id and s.covers
    )`;
}

function takeUp(ctx: ServiceContext, covered: readonly z.output<typeof coveredRow>[]): SQL {
  const trail = covered.map(({ id, customer_id: customerId }) =>
    auditRow(ctx, {
      action: 'adjustment.taken_up',
      objectType: 'period_adjustment',
      objectId: id,
      customerId,
      before: { status: 'unbillable' },
      after: { status: 'recorded' },
    }),
  );
  return sql`
    with taken_up as (
      update period_adjustments a set status = 'recorded'
      where ${IS_OUTSIDE}
        and a.id in (select json_array_elements_text(${JSON.stringify(covered.map(({ id }) => id))}::json)::uuid)
      returning a.id
    ), undecided as (
      update usage_outbox o set adjustment_id = null
      from taken_up where o.adjustment_id = taken_up.id
    )
    ${auditEach(sql`taken_up`, trail)}`;
}

/** Their deadline is that of the subscription that covers them now. The trail has a row for each customer. */
export function queueOpen(ctx: ServiceContext): SQL {
  const at = instantSql(ctx.now);
  const row = auditRow(ctx, { action: 'usage.reopened', objectType: 'usage_outbox', objectId: '' });
  return sql`
    with queued as (
      update usage_outbox o set status = 'pending', send_before = w.send_before, run_after = ${at}
      from ${HELD_ROWS} as held
      cross join ${meterWindowSql({ customerId: sql`held.customer_id`, hour: sql`held.hour`, at })} as w
      where o.identifier = held.identifier and o.status = 'held' and o.adjustment_id is null and w.is_open and w.is_decided
      returning o.customer_id, o.metric, o.hour, o.quantity_delta
    ), by_metric as (
      select customer_id, metric, jsonb_build_object('hours', count(distinct hour), 'units', sum(quantity_delta)::text,
        'first_hour', ${isoSql(sql`min(hour)`)}, 'last_hour', ${isoSql(sql`max(hour)`)}) as reopened
      from queued group by customer_id, metric
    ), by_customer as (
      select customer_id, jsonb_object_agg(metric, reopened) as reopened from by_metric group by customer_id
    )
    insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
      customer_id, before, after, request_id, ip, user_agent)
    select ${at}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action}, ${row.objectType},
      customer_id::text, customer_id, jsonb_build_object('status', 'held') || reopened,
      jsonb_build_object('status', 'pending') || reopened, ${row.requestId}, ${row.ip ?? null}::text,
      ${row.userAgent ?? null}::text
    from by_customer`;
}

function isoSql(instant: SQL): SQL {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}
