import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../db/sql-time.ts';
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

/** The prices of the subscription's plan version in its currency; a metered one with its tiers in order. */
export function selectPrices(input: { customerId: string; now: Date }): SQL {
  return sql`
    select price.component, price.unit_amount_minor::text,
      coalesce(
        json_agg(json_build_object('up_to', t.up_to::text, 'unit_amount_decimal', t.unit_amount_decimal::text)
          order by t.position) filter (where t.position is not null),
        '[]'
      ) as tiers
    from ${runningSubscription(input)} as s
    join plan_prices price on price.plan_version_id = s.plan_version_id and price.currency = s.currency
    left join plan_price_tiers t on t.plan_price_id = price.id
    group by price.id`;
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
