import { type SQL, sql } from 'drizzle-orm';
import { instantSql, nextUtcDayStartSql, utcDayStartSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { invoicePreviewJsonSql } from '../next-invoice/invoice-preview.ts';
import { awaitedMinorSql } from '../next-invoice/next-invoice.ts';
import {
  PERIOD_MINIMUM,
  PLAN_OF_SUBSCRIPTION,
  runningSubscription,
  SUBSCRIPTION_COLUMNS,
  type UsageKey,
} from '../periods/running-subscription.ts';
import { USAGE_SOURCE } from '../sync/watermark.ts';
import { pricesJsonSql } from './prices-json-sql.ts';

const METRIC_LIST = sql.join(
  METRICS.map((metric) => sql`${metric}`),
  sql`, `,
);

/**
 * Everything that the usage of a period is made of, in one row, as `periodUsageRow` reads it; no row where there is no
 * subscription. One statement, for nearly all of its time is planning: a statement for each part would plan the
 * subscription and its period over and over. The bounds are computed before anything is looked up: under row-level
 * security only a comparison with a plain value may use an index.
 */
export function selectPeriodUsage(input: UsageKey): SQL {
  const dayOf = (instant: SQL) => sql`(${instant} at time zone 'UTC')::date`;
  return sql`
    with s as materialized (
      select running.id, running.customer_id, running.status, running.cancel_at_period_end, running.cancel_at,
        running.ended_at, running.currency, running.plan_version_id, running.period_start, running.period_end,
        running.whole_start, running.whole_end, whole_days.days_start, whole_days.days_end,
        ${dayOf(sql`whole_days.days_start`)} as first_day,
        least(${dayOf(sql`whole_days.days_end`)}, ${dayOf(instantSql(input.now))} + 1) as end_day
      from ${runningSubscription(input)} as running
      cross join ${wholeDaysSql()} as whole_days
    )
    select ${SUBSCRIPTION_COLUMNS},
      ${pricesJsonSql({ planVersionId: sql`s.plan_version_id`, currency: sql`s.currency` })} as prices,
      ${dailyUsageJsonSql()} as daily,
      (select finished_at from sync_watermarks where source = ${USAGE_SOURCE}) as finished_at,
      ${PERIOD_MINIMUM} as minimum,
      ${awaitedMinorSql({ id: sql`s.id`, customerId: sql`s.customer_id`, currency: sql`s.currency` })} as awaited_minor,
      ${invoicePreviewJsonSql(sql`s.id`)} as preview
    from s ${PLAN_OF_SUBSCRIPTION}`;
}

/** The days that the period has all of, from `days_start` to `days_end`; where it has none, both lie at one instant. */
function wholeDaysSql(): SQL {
  return sql`lateral (
    select days_start, greatest(${utcDayStartSql(sql`running.period_end`)}, days_start) as days_end
    from (
      select least(${nextUtcDayStartSql(sql`running.period_start`)}, running.period_end) as days_start offset 0
    ) as begun
    offset 0
  )`;
}

/** Billable units a day, what `dailyRow` reads: from the roll-up, but by hours on the days that the period cuts. */
function dailyUsageJsonSql(): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object(
      'metric', of_day.metric, 'day', of_day.day::text, 'quantity', of_day.quantity::text
    )), '[]')
    from (
      select d.metric, d.day, d.quantity from usage_daily d
      where d.customer_id = s.customer_id and d.day >= s.first_day and d.day < s.end_day
        and d.metric in (${METRIC_LIST})
      union all
      select u.metric, (u.hour at time zone 'UTC')::date, sum(u.billable_quantity)
      from (values (s.period_start, s.days_start), (s.days_end, s.period_end)) as cut (starts_at, ends_at)
      join usage_records u on u.customer_id = s.customer_id and u.hour >= cut.starts_at and u.hour < cut.ends_at
      where u.metric in (${METRIC_LIST})
      group by 1, 2
    ) as of_day
  )`;
}
