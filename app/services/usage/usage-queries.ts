import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../db/sql-time.ts';
import { METRICS } from '../../domain/metric.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import {
  customerSubscriptionSql,
  type WhichSubscription,
  withinSubscriptionSql,
} from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';
import { startedAtSql } from './started-at-sql.ts';
import { USAGE_SOURCE } from './sync/watermark.ts';

export interface UsageKey extends WhichSubscription {
  now: Date;
  /** An instant in the period that is wanted; the running one when left out, of an ended subscription its last. */
  at?: Date | undefined;
}

const METRIC_LIST = sql.join(
  METRICS.map((metric) => sql`${metric}`),
  sql`, `,
);

/**
 * The running subscription (with `orEnded`, else the last that ended) and its period that contains `at`. The period is counted from the anchor,
 * so it is right also in the minutes after a renewal that the mirror has not heard of. One in which the subscription
 * begins or ends is a part of the whole monthly one.
 */
export function runningSubscription({ now, at = now, ...which }: UsageKey): SQL {
  return sql`(
    select s.*, greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start,
      ${endsAtSql({ subscription: sql`s`, periodEnd: sql`p.period_end`, now })} as period_end,
      p.period_start as whole_start, p.period_end as whole_end
    from ${customerSubscriptionSql(which)} as s
    cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: withinSubscriptionSql(at) })} as p
  )`;
}

export function selectSubscription(input: UsageKey): SQL {
  return sql`
    select s.id, s.status, s.cancel_at_period_end,
      (s.cancel_at_period_end or s.cancel_at <= s.period_end) is true as is_ending, s.currency, s.period_start, s.period_end, s.ended_at,
      v.version as plan_version, plan.id as plan_id, plan.name as plan_name
    from ${runningSubscription(input)} as s
    join plan_versions v on v.id = s.plan_version_id
    join plans plan on plan.id = v.plan_id`;
}

/** The prices of the subscription's plan version in its currency, as `priceRow` reads them. */
export function selectPrices(input: UsageKey): SQL {
  return sql`
    select ${priceColumnsSql()}
    from ${runningSubscription(input)} as s
    join plan_prices price on price.plan_version_id = s.plan_version_id and price.currency = s.currency`;
}

/**
 * The least that a month of the subscription costs, as `readCommitment` reads it, and the period that it is due for, as
 * `readDueCommitment` does; no row where nothing is agreed.
 */
export function selectCommitment(input: UsageKey): SQL {
  return sql`
    select c.amount_minor::text, s.period_start, s.period_end, s.whole_start, s.whole_end
    from ${runningSubscription(input)} as s
    join plan_commitments c on c.plan_version_id = s.plan_version_id and c.currency = s.currency`;
}

/**
 * Billable units a day: from the roll-up, but by hours on the days that a bound of the period cuts. The bounds are
 * computed beforehand: under row-level security only a comparison with a plain value may use an index.
 */
export function selectDailyUsage(input: UsageKey): SQL {
  const dayOf = (instant: SQL) => sql`(${instant} at time zone 'UTC')::date`;
  return sql`
    with s as materialized (
      select running.customer_id, running.period_start, running.period_end, d.first_start, d.last_start,
        least(d.first_start + interval '1 day', running.period_end) as first_end,
        ${dayOf(sql`d.first_start`)} as first_day, ${dayOf(sql`d.last_start`)} as last_day,
        ${dayOf(sql`d.first_start`)} + (running.period_start <> d.first_start)::int as first_whole_day,
        ${dayOf(instantSql(input.now))} as today
      from ${runningSubscription(input)} as running
      cross join lateral (
        select ${utcDayStartSql(sql`running.period_start`)} as first_start,
          ${utcDayStartSql(sql`running.period_end`)} as last_start
      ) as d
    )
    select d.metric, d.day::text, d.quantity::text
    from s join usage_daily d on d.customer_id = s.customer_id
      and d.day >= s.first_whole_day and d.day <= s.today and d.day < s.last_day
    where d.metric in (${METRIC_LIST})
    union all
    select u.metric, s.first_day::text, sum(u.billable_quantity)::text
    from s join usage_records u on u.customer_id = s.customer_id
      and u.hour >= s.period_start and u.hour < s.first_end
    where s.period_start <> s.first_start and u.metric in (${METRIC_LIST})
    group by u.metric, s.first_day
    union all
    select u.metric, s.last_day::text, sum(u.billable_quantity)::text
    from s join usage_records u on u.customer_id = s.customer_id
      and u.hour >= s.last_start and u.hour < s.period_end
    where (s.last_day > s.first_day or s.period_start = s.first_start) and u.metric in (${METRIC_LIST})
    group by u.metric, s.last_day`;
}

/** When the last sync ended; no row before the first. */
export function selectFinishedSync(): SQL {
  return sql`select finished_at from sync_watermarks where source = ${USAGE_SOURCE}`;
}
