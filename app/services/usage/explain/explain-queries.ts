import { type SQL, sql } from 'drizzle-orm';
import { utcDayStartSql } from '../../../db/sql-time.ts';
import type { Metric } from '../../../domain/metric.ts';
import { priceColumnsSql } from '../../catalog/price-sql.ts';
import { usageDigestSql } from '../digest/usage-digest-sql.ts';
import { recentPeriodSql } from '../periods/recent-periods-sql.ts';
import { selectSettledLater } from '../settled-later/select-settled-later.ts';

export interface ExplainKey {
  customerId: string;
  now: Date;
  metric: Metric;
  /** The period that contains this instant; the latest when left out. */
  at: Date | undefined;
}

/** The price of the metric as the period's invoice names it; of a period without one, the plan's of today. */
export function selectExplainedPrice(key: ExplainKey): SQL {
  return sql`
    select ${priceColumnsSql()}
    from ${recentPeriodSql(key)} as p
    left join lateral (
      select l.stripe_price_id
      from invoices i join invoice_line_items l on l.invoice_id = i.id
      where i.subscription_id = p.id and i.billing_reason = 'subscription_cycle' and i.status <> 'draft'
        and i.period_end = p.period_end and l.component = ${key.metric} and not l.proration
      limit 1
    ) as billed on true
    join plan_prices price on price.component = ${key.metric} and (
      price.stripe_price_id = billed.stripe_price_id
      or (billed.stripe_price_id is null and price.plan_version_id = p.plan_version_id
        and price.currency = p.currency)
    )`;
}

/** Units by UTC day, hours of other periods on the days that a bound cuts left out. */
export function selectExplainedDays(key: ExplainKey): SQL {
  return sql`
    select (u.hour at time zone 'UTC')::date::text as day, sum(u.billable_quantity)::text as quantity
    from ${recentPeriodSql(key)} as p
    join usage_records u on u.customer_id = p.customer_id and u.metric = ${key.metric}
      and u.hour >= p.period_start and u.hour < p.period_end
    group by 1
    order by 1`;
}

/** A UTC day, the one with most units (the first of equals), or none. */
export type WantedDay = string | 'busiest' | null;

/** The rows of one UTC day, as far as it lies in the period. */
export function selectExplainedHours(key: ExplainKey, day: WantedDay): SQL {
  return day === 'busiest' ? selectBusiestHours(key) : selectHoursOf(key, day ?? '1970-01-01');
}

function selectHoursOf(key: ExplainKey, day: string): SQL {
  const start = utcDayStartSql(sql`${`${day}T00:00:00.000Z`}::timestamptz`);
  return sql`
    select u.hour, u.quantity::text, u.adjusted_quantity::text, u.billable_quantity::text
    from ${recentPeriodSql(key)} as p
    join usage_records u on u.customer_id = p.customer_id and u.metric = ${key.metric}
      and u.hour >= p.period_start and u.hour < p.period_end
      and u.hour >= ${start} and u.hour < ${start} + interval '1 day'
    order by u.hour`;
}

function selectBusiestHours(key: ExplainKey): SQL {
  return sql`
    select hour, quantity::text, adjusted_quantity::text, billable_quantity::text
    from (
      select *, first_value(day) over (order by day_total desc, day) as busiest
      from (
        select u.*, d.day, sum(u.billable_quantity) over (partition by d.day) as day_total
        from ${recentPeriodSql(key)} as p
        join usage_records u on u.customer_id = p.customer_id and u.metric = ${key.metric}
          and u.hour >= p.period_start and u.hour < p.period_end
        cross join lateral (select (u.hour at time zone 'UTC')::date as day) as d
      ) as by_day
    ) as ranked
    where day = busiest
    order by hour`;
}

export function selectSeal(key: ExplainKey): SQL {
  return sql`
    select d.digest, d.hours, d.quantity::text, sealed.digest as sealed_digest, sealed.hours as sealed_hours,
      sealed.quantity::text as sealed_quantity, sealed.computed_at as sealed_at
    from ${recentPeriodSql(key)} as p
    cross join ${usageDigestSql({
      customerId: sql`p.customer_id`,
      metric: sql`${key.metric}::text`,
      start: sql`p.period_start`,
      end: sql`p.period_end`,
    })} as d
    left join lateral (
      select g.* from invoice_usage_digests g
      where g.subscription_id = p.id and g.metric = ${key.metric} and g.period_end = p.period_end
      order by g.computed_at desc
      limit 1
    ) as sealed on true`;
}

export function selectLateUsage(key: ExplainKey): SQL {
  return selectSettledLater(recentPeriodSql(key), sql`a.component = ${key.metric}`);
}
