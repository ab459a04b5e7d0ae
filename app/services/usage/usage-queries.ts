import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../db/sql-time.ts';
import { priceColumnsSql } from '../catalog/price-sql.ts';
import { startedAtSql } from './started-at-sql.ts';
import { USAGE_SOURCE } from './sync/watermark.ts';

export interface UsageKey {
  customerId: string;
  now: Date;
  /** An instant in the period that is wanted; the running one when left out. */
  at?: Date | undefined;
}

/**
 * The running subscription with its plan and the period that contains `at`. The period is counted from the anchor,
 * so it is right also in the minutes after a renewal that the mirror has not heard of.
 */
export function runningSubscription({ customerId, now, at = now }: UsageKey): SQL {
  return sql`(
    select s.*, greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start, p.period_end
    from subscriptions s
    cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: instantSql(at) })} as p
    where s.customer_id = ${customerId}::uuid and s.ended_at is null
      and s.status not in ('canceled', 'incomplete_expired')
    order by s.created_at desc
    limit 1
  )`;
}

export function selectSubscription(input: UsageKey): SQL {
  return sql`
    select s.id, s.status, s.cancel_at_period_end, s.currency, s.period_start, s.period_end,
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

/** The least that a period of the subscription costs, as `readCommitment` reads it; no row where nothing is agreed. */
export function selectCommitment(input: UsageKey): SQL {
  return sql`
    select c.amount_minor::text
    from ${runningSubscription(input)} as s
    join plan_commitments c on c.plan_version_id = s.plan_version_id and c.currency = s.currency`;
}

/** Billable units a day: from the roll-up, but by hours on the days that a bound of the period cuts. */
export function selectDailyUsage(input: UsageKey): SQL {
  const dayOf = (instant: SQL) => sql`(${instant} at time zone 'UTC')::date`;
  const firstDay = utcDayStartSql(sql`s.period_start`);
  const lastDay = utcDayStartSql(sql`s.period_end`);
  return sql`
    with s as (select * from ${runningSubscription(input)} as running)
    select d.metric, d.day::text, d.quantity::text
    from s join usage_daily d on d.customer_id = s.customer_id
    where d.day >= ${dayOf(sql`s.period_start`)} and d.day <= ${dayOf(instantSql(input.now))}
      and d.day < ${dayOf(sql`s.period_end`)}
      and (d.day > ${dayOf(sql`s.period_start`)} or s.period_start = ${firstDay})
    union all
    select u.metric, ${dayOf(sql`s.period_start`)}::text, sum(u.billable_quantity)::text
    from s join usage_records u on u.customer_id = s.customer_id
    where s.period_start <> ${firstDay}
      and u.hour >= s.period_start and u.hour < ${firstDay} + interval '1 day'
    group by u.metric, s.period_start
    union all
    select u.metric, ${dayOf(sql`s.period_end`)}::text, sum(u.billable_quantity)::text
    from s join usage_records u on u.customer_id = s.customer_id
    where u.hour >= ${lastDay} and u.hour < s.period_end
    group by u.metric, s.period_end`;
}

/** When the last sync ended; no row before the first. */
export function selectFinishedSync(): SQL {
  return sql`select finished_at from sync_watermarks where source = ${USAGE_SOURCE}`;
}
