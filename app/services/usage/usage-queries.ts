import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../db/sql-time.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

/**
 * The running subscription with its plan and the period that contains `now`. The period is counted from the anchor,
 * so it is right also in the minutes after a renewal that the mirror has not heard of.
 */
function runningSubscription({ customerId, now }: { customerId: string; now: Date }): SQL {
  return sql`(
    select s.*, greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start, p.period_end
    from subscriptions s
    cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: instantSql(now) })} as p
    where s.customer_id = ${customerId}::uuid and s.ended_at is null
      and s.status not in ('canceled', 'incomplete_expired')
    order by s.created_at desc
    limit 1
  )`;
}

export function selectSubscription(input: { customerId: string; now: Date }): SQL {
  return sql`
    select s.id, s.status, s.cancel_at_period_end, s.currency, s.period_start, s.period_end,
      v.version as plan_version, plan.id as plan_id, plan.name as plan_name
    from ${runningSubscription(input)} as s
    join plan_versions v on v.id = s.plan_version_id
    join plans plan on plan.id = v.plan_id`;
}

/** The prices of the subscription's plan version in its currency, as `priceRow` reads them. */
export function selectPrices(input: { customerId: string; now: Date }): SQL {
  return sql`
    select ${priceColumnsSql()}
    from ${runningSubscription(input)} as s
    join plan_prices price on price.plan_version_id = s.plan_version_id and price.currency = s.currency`;
}

/** The least that a period of the subscription costs, as `readCommitment` reads it; no row where nothing is agreed. */
export function selectCommitment(input: { customerId: string; now: Date }): SQL {
  return sql`
    select c.amount_minor::text
    from ${runningSubscription(input)} as s
    join plan_commitments c on c.plan_version_id = s.plan_version_id and c.currency = s.currency`;
}

/** Billable units a day: from the roll-up, but by hours on the day in the middle of which the period starts. */
export function selectDailyUsage(input: { customerId: string; now: Date }): SQL {
  const dayStart = utcDayStartSql(sql`s.period_start`);
  return sql`
    with s as (select * from ${runningSubscription(input)} as running)
    select d.metric, d.day::text, d.quantity::text
    from s join usage_daily d on d.customer_id = s.customer_id
    where d.day >= (s.period_start at time zone 'UTC')::date and d.day <= (${instantSql(input.now)} at time zone 'UTC')::date
      and (d.day > (s.period_start at time zone 'UTC')::date or s.period_start = ${dayStart})
    union all
    select u.metric, (s.period_start at time zone 'UTC')::date::text, sum(u.billable_quantity)::text
    from s join usage_records u on u.customer_id = s.customer_id
    where s.period_start <> ${dayStart}
      and u.hour >= s.period_start and u.hour < ${dayStart} + interval '1 day'
    group by u.metric, s.period_start`;
}
