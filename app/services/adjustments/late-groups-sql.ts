import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql } from '../../db/sql-time.ts';
import { NEXT_PLAN_WITHIN, owningSubscriptionSql } from '../usage/periods/owning-subscription-sql.ts';
import { acceptedQuantitySql, isRepairSql } from '../usage/report/metered-hours-sql.ts';
import { creditableLinesSql } from './creditable-lines-sql.ts';
import { nextSubscriptionSql } from './next-subscription-sql.ts';
import { isUnrated } from './open-sql.ts';
import { periodMinimumSql } from './period-minimum-sql.ts';
import { REVISION } from './revision-sql.ts';
import { MOVED_MINOR, SETTLED_MINOR, STANDS } from './stands-sql.ts';

/** An invoice of a closed period is mirrored within minutes; without one for so long, something is wrong. */
const INVOICE_MISSING_AFTER = sql`interval '3 days'`;

/** Names a group and puts the oldest periods first. */
const cursor = sql`(concat_ws('|', to_char(period_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), customer_id, metric,
  subscription_id, to_char(period_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), state, invoice_id) collate "C")`;

export interface LateGroupsPage {
  now: Date;
  /** `cursor` of the last group of the page before; empty for the first page. */
  after: string;
  limit: number;
  /** A FROM item of outbox rows; by default all that are held and not taken up. */
  held?: SQL;
}

/** Outbox rows that are held and that no adjustment has taken up yet. */
export const HELD_ROWS: SQL = sql`(
  select o.identifier, o.customer_id, o.metric, o.hour, o.quantity_delta from usage_outbox o
  where o.status = 'held' and o.adjustment_id is null and not ${isRepairSql(sql`o`)}
)`;

/**
 * Held usage that no adjustment has taken up yet, by customer, metric and period, with everything that decides what it
 * comes to. The period is the one of the invoice that billed it; `state` is `billed` when that invoice is issued,
 * `outside` when no subscription ran and none can come to cover it, `no_invoice` when the subscription has ended and no
 * invoice came of it, `missing` when an invoice should be here and is not, `waiting` otherwise: also as long as the invoice
 * is held as a draft. Groups that still wait for answers of the meter, or for their period's true-up to be decided, are
 * left out.
 */
export function selectLateGroups({ now, after, limit, held = HELD_ROWS }: LateGroupsPage): SQL {
  const at = instantSql(now);
  const next = nextSubscriptionSql({
    customerId: sql`g.customer_id`,
    subscriptionId: sql`g.subscription_id`,
    currency: sql`g.currency`,
    at,
  });
  const minimum = periodMinimumSql({
    invoiceId: sql`g.invoice_id`,
    customerId: sql`g.customer_id`,
    subscriptionId: sql`g.subscription_id`,
    start: sql`g.period_start`,
  });
  return sql`
    with placed as (
      select o.identifier, o.customer_id, o.metric, o.hour, o.quantity_delta,
        s.id as subscription_id, s.currency as subscription_currency, s.ended_at,
        i.id as invoice_id, i.status as invoice_status, i.currency as invoice_currency,
        coalesce(i.period_start, p.period_start) as period_start,
        coalesce(i.period_end, p.period_end) as period_end,
        case
          when i.id is not null then 'billed'
          when not s.covers then case when o.hour <= ${at} - ${NEXT_PLAN_WITHIN} then 'outside' else 'waiting' end
          when ${at} < least(p.period_end, s.ended_at) + ${INVOICE_MISSING_AFTER} then 'waiting'
          when ${isKeptAsDraftSql({ subscriptionId: sql`s.id`, hour: sql`o.hour` })} then 'waiting'
          when s.ended_at is not null then 'no_invoice'
          else 'missing'
        end as state
      from ${held} as o
      cross join ${owningSubscriptionSql({ customerId: sql`o.customer_id`, hour: sql`o.hour` })} as s
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: sql`o.hour` })} as p
      left join invoices i on i.id = s.invoice_id
    ), grouped as (
      select customer_id, metric, subscription_id, period_start, period_end, state, invoice_id, invoice_status,
        coalesce(invoice_currency, subscription_currency) as currency,
        sum(quantity_delta) as late_quantity, json_agg(identifier order by identifier) as identifiers
      from placed
      where state <> 'waiting'
        and not exists (
          select from usage_outbox o
          where o.customer_id = placed.customer_id and o.metric = placed.metric and o.status = 'pending'
            and o.hour >= placed.period_start and o.hour < placed.period_end
        )
        and not exists (
          select from commitment_checks k where k.invoice_id = placed.invoice_id and k.status = 'pending'
        )
      group by customer_id, metric, subscription_id, period_start, period_end, state, invoice_id, invoice_status,
        coalesce(invoice_currency, subscription_currency)
    ), page as (
      select * from (select grouped.*, ${cursor} as cursor from grouped) as g
      where cursor > ${after}
      order by cursor
      limit ${limit}
    )
    select g.cursor, g.customer_id, c.name as customer_name, g.metric, g.subscription_id, g.period_start, g.period_end, g.state,
      g.invoice_id, g.invoice_status, g.currency, g.late_quantity::text, g.identifiers,
      accepted.quantity::text as accepted_quantity,
      earlier.quantity::text as settled_quantity, earlier.adjusted_minor::text, earlier.moved_minor::text,
      earlier.by_hand_minor::text as booked_by_hand_minor, earlier.waived_minor::text,
      earlier.waived_unrated_quantity::text, earlier.is_settled_outside, earlier.awaited_minor::text,
      earlier.sequence, next.id as next_subscription_id,
      exists (
        select from commitment_checks k where k.invoice_id = g.invoice_id and k.status = 'by_hand'
      ) as is_minimum_by_hand, billed.quantity::text as billed_quantity,
      billed.prices, billed.stretches, billed.lines as creditable_lines, billed.known as known_credits,
      billed.by_hand_minor::text, billed.by_hand_later_minor::text, billed.unnamed_minor::text, minimum.books as minimum,
      (
        select ${REVISION} from period_adjustments a
        where a.customer_id = g.customer_id and a.subscription_id = g.subscription_id
          and a.period_start = g.period_start
      ) as revision
    from page g
    join customers c on c.id = g.customer_id
    cross join ${acceptedQuantitySql({
      customerId: sql`g.customer_id`,
      metric: sql`g.metric`,
      start: sql`g.period_start`,
      end: sql`g.period_end`,
    })} as accepted
    cross join lateral ${earlierAdjustments()} as earlier
    left join ${next} as next on true
    left join ${minimum} as minimum on true
    cross join lateral ${billedLines()} as billed
    order by g.cursor`;
}

/** Whether the invoice that bills the hour is a draft that Stripe issues only when a person has decided. */
function isKeptAsDraftSql({ subscriptionId, hour }: { subscriptionId: SQL; hour: SQL }): SQL {
  return sql`exists (
    select from invoices draft
    where draft.subscription_id = ${subscriptionId} and draft.billing_reason = 'subscription_cycle'
      and draft.status = 'draft' and not draft.auto_advance
      and draft.period_start <= ${hour} and ${hour} < draft.period_end
  )`;
}

/**
 * Late items whose invoice has been issued can be given back; until then they are awaited. `first_at`: when something was
 * billed or given back first. Units that no plan rated and that a person has settled outside are out of the rating for
 * good; those that a person waived are in the rating when there is one, and in the amounts from the first such decision
 * on.
 */
function earlierAdjustments(): SQL {
  return sql`(
    select coalesce(sum(a.quantity_delta) filter (
        where a.reason is distinct from 'outside_subscription'
          and (a.reason is distinct from 'no_invoice' or a.closed_at is null or a.is_waived)
      ), 0) as quantity,
      coalesce(sum(a.quantity_delta) filter (where a.is_waived and a.reason = 'no_invoice' and not exists (
        select from period_adjustments later
        where later.customer_id = a.customer_id and later.subscription_id = a.subscription_id
          and later.component = a.component and later.period_start = a.period_start
          and later.sequence > a.sequence and not ${isUnrated(sql`later`)}
      )), 0) as waived_unrated_quantity,
      coalesce(bool_or(a.closed_at is not null and not a.is_waived), false) as is_settled_outside,
      coalesce(sum(${SETTLED_MINOR}), 0) as adjusted_minor,
      coalesce(sum(${MOVED_MINOR}), 0) as moved_minor,
      coalesce(sum(a.by_hand_minor), 0) as by_hand_minor,
      coalesce(sum(a.waived_minor), 0) as waived_minor,
      min(a.created_at) filter (where a.status in ('planned', 'issued') and a.amount_minor <> 0) as first_at,
      coalesce(sum(a.amount_minor) filter (where ${STANDS} and a.amount_minor > 0
        and not exists (
          select from invoice_line_items l join invoices i on i.id = l.invoice_id
          where l.stripe_invoice_item_id = a.stripe_object_id and i.status <> 'draft'
        )), 0) as awaited_minor,
      coalesce(max(a.sequence), 0) as sequence
    from period_adjustments a
    where a.customer_id = g.customer_id and a.subscription_id = g.subscription_id and a.component = g.metric
      and a.period_start = g.period_start
  )`;
}

/**
 * The metric's lines on the period's invoice, the dearest tier first, then the late items that later invoices billed;
 * with the prices that they name, and with what people gave back by notes that are not ours: of these lines, and once for
 * each invoice without naming a line, and line by line for whoever makes a credit of it later.
 */
function billedLines(): SQL {
  return sql`(
    select sum(l.quantity) filter (where l.component = g.metric) as quantity,
      coalesce(json_agg(distinct l.stripe_price_id) filter (where l.component = g.metric), '[]') as prices,
      (
        count(distinct (l.stripe_price_id, l.period_end))
          filter (where l.component = g.metric and not l.is_late)
      )::int as stretches,
      coalesce(json_agg(json_build_object('invoice_id', l.invoice_id, 'line', l.stripe_line_item_id,
          'remaining_minor', credited.remaining_minor::text)
        order by l.is_late, l.unit_amount_decimal desc, l.position)
        filter (where l.invoice_status in ('open', 'paid') and credited.remaining_minor > 0), '[]') as lines,
      coalesce(json_agg(json_build_object('invoice', l.stripe_invoice_id, 'line', l.stripe_line_item_id,
          'by_hand_minor', (credited.by_hand_minor + credited.by_hand_later_minor)::text,
          'unnamed_minor', credited.unnamed_minor::text)
        order by l.is_late, l.invoice_id, l.position), '[]') as known,
      coalesce(sum(credited.by_hand_minor), 0) as by_hand_minor,
      coalesce(sum(credited.by_hand_later_minor), 0) as by_hand_later_minor,
      coalesce(sum(credited.unnamed_minor) filter (where l.nth_of_invoice = 1), 0) as unnamed_minor
    from (
      select lines.*, row_number() over (partition by lines.invoice_id order by lines.position) as nth_of_invoice
      from (
        select l.*, i.stripe_invoice_id, i.status as invoice_status, false as is_late
        from invoice_line_items l join invoices i on i.id = l.invoice_id
        where l.invoice_id = g.invoice_id and l.component = g.metric
        union all
        select l.*, i.stripe_invoice_id, i.status, true
        from period_adjustments a
        join invoice_line_items l on l.stripe_invoice_item_id = a.stripe_object_id
        join invoices i on i.id = l.invoice_id
        where a.customer_id = g.customer_id and a.subscription_id = g.subscription_id and a.component = g.metric
          and a.period_start = g.period_start and i.status <> 'draft'
      ) as lines
    ) as l
    join lateral ${creditableLinesSql({ invoiceId: sql`l.invoice_id`, since: sql`earlier.first_at` })} as credited
      on credited.stripe_line_item_id = l.stripe_line_item_id
  )`;
}
