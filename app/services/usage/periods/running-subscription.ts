import { type SQL, sql } from 'drizzle-orm';
import { monthlyPeriodSql } from '../../../db/sql-time.ts';
import { priceColumnsSql } from '../../catalog/price-sql.ts';
import { chargedFeeSql } from '../../commitments/charged-fee-sql.ts';
import {
  customerSubscriptionSql,
  type WhichSubscription,
  withinSubscriptionSql,
} from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';
import { recentPeriodSql } from './recent-periods-sql.ts';

export interface UsageKey extends WhichSubscription {
  now: Date;
  /** An instant in the period that is wanted, of the last ones over all plans; else the running one, or the last. */
  at?: Date | undefined;
}

/**
 * The running subscription and its period. With `orEnded`, while none runs, the last that ended; and with `at` the one of
 * its last periods, over all plans, that contains that. The
 * period is counted from the anchor, so it is right also in the minutes after a renewal that the mirror has not heard of. One in
 * which the subscription begins, ends or is followed by another is a part of the whole monthly one. OFFSET 0 as in `monthlyPeriodSql`.
 */
export function runningSubscription({ now, at, ...which }: UsageKey): SQL {
  if (at !== undefined) return recentPeriodSql({ customerId: which.customerId, now, at });
  return sql`(
    select s.*, greatest(p.period_start, s.started_at) as period_start,
      ${endsAtSql({ subscription: sql`s`, periodEnd: sql`p.period_end`, now })} as period_end,
      p.period_start as whole_start, p.period_end as whole_end
    from ${customerSubscriptionSql(which)} as s
    cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: withinSubscriptionSql(now) })} as p
    offset 0
  )`;
}

/** Whether a subscription `s` does not go on after its period. */
export const IS_ENDING: SQL = sql`((s.cancel_at_period_end or s.cancel_at <= s.period_end) is true)`;

/** Of a subscription `s` with its period, what `subscriptionRow` reads; with `PLAN_OF_SUBSCRIPTION` joined. */
export const SUBSCRIPTION_COLUMNS: SQL = sql`
  s.id, s.status, s.cancel_at_period_end, ${IS_ENDING} as is_ending, s.currency, s.period_start,
  s.period_end, s.ended_at, v.version as plan_version, plan.id as plan_id, plan.name as plan_name`;

export const PLAN_OF_SUBSCRIPTION: SQL = sql`
  join plan_versions v on v.id = s.plan_version_id
  join plans plan on plan.id = v.plan_id`;

export function selectSubscription(input: UsageKey): SQL {
  return sql`select ${SUBSCRIPTION_COLUMNS} from ${runningSubscription(input)} as s ${PLAN_OF_SUBSCRIPTION}`;
}

/** The prices of the subscription's plan version in its currency, as `priceRow` reads them. */
export function selectPrices(input: UsageKey): SQL {
  return sql`
    select ${priceColumnsSql()}
    from ${runningSubscription(input)} as s
    join plan_prices price on price.plan_version_id = s.plan_version_id and price.currency = s.currency`;
}

/**
 * The minimum commitment of a subscription `s` with its period, as JSON, what `minimumRow` reads; null where nothing is
 * agreed. The fee is what invoices charged for the period and what Stripe says is pending of it.
 */
export const PERIOD_MINIMUM: SQL = sql`(
  select json_build_object('amount_minor', c.amount_minor::text, 'period_start', s.period_start,
    'period_end', s.period_end, 'whole_start', s.whole_start, 'whole_end', s.whole_end,
    'fee_minor', (fee.fee_minor + coalesce(pending.fee_items_minor, 0))::text,
    'is_by_hand', fee.is_void or coalesce(pending.usage_before <> '[]', false))
  from plan_commitments c
  cross join ${chargedFeeSql({
    customerId: sql`s.customer_id`,
    subscriptionId: sql`s.id`,
    currency: sql`s.currency`,
    start: sql`s.period_start`,
    end: sql`s.period_end`,
    endedAt: sql`s.ended_at`,
  })} as fee
  left join invoice_previews pending on pending.subscription_id = s.id and pending.period_start = s.period_start
  where c.plan_version_id = s.plan_version_id and c.currency = s.currency
)`;

/** The least that a month of the subscription costs, as `readCommitment` reads it; no row where nothing is agreed. */
export function selectCommitment(input: UsageKey): SQL {
  return sql`
    select c.amount_minor::text
    from ${runningSubscription(input)} as s
    join plan_commitments c on c.plan_version_id = s.plan_version_id and c.currency = s.currency`;
}
