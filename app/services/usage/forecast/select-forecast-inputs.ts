import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql, utcDayStartSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { pricesJsonSql } from '../current/prices-json-sql.ts';
import { quantityBetweenSql } from '../current/quantity-between-sql.ts';
import { endsAtSql } from '../periods/ends-at-sql.ts';
import { isRunningSql } from '../periods/is-running-sql.ts';
import { PERIOD_MINIMUM } from '../periods/running-subscription.ts';
import { startedAtSql } from '../periods/started-at-sql.ts';
import { usageBeforeSql } from '../periods/usage-before-sql.ts';
import { USAGE_SOURCE } from '../sync/watermark.ts';

/** Whole days before today that a forecast looks at, and those whose hours tell a day's usual course. */
const HISTORY_DAYS = 56;
const COURSE_DAYS = 14;
const DAY_SECONDS = 86_400;

/**
 * What a forecast needs of each of these customers that has a running subscription, one row each; one whose announced
 * end has come runs no more, also while the mirror has not heard of it: the period, the
 * prices and the minimum commitment, the units so far, whole days of eight weeks and the usual share of a day by this hour. Usage counts as known
 * up to the hour in which the last finished sync began. The periods are computed before anything is looked up: under
 * row-level security PostgreSQL uses an index for bare instants only, and reads a customer's whole history otherwise.
 */
export function selectForecastInputs({ customerIds, now }: { customerIds: SQL; now: Date }): SQL {
  const at = instantSql(now);
  const metrics = sql.join(
    METRICS.map((metric) => sql`(${metric}::text)`),
    sql`, `,
  );
  return sql`
    with running as (
      select distinct on (s.customer_id) s.*
      from subscriptions s
      where s.customer_id in (${customerIds}) and ${isRunningSql(sql`s`)} and coalesce(s.cancel_at > ${at}, true)
      order by s.customer_id, s.created_at desc
    ), known as (
      select date_trunc('hour', least(${at}, coalesce(
        (select finished_at from sync_watermarks where source = ${USAGE_SOURCE}), ${at}
      )), 'UTC') as as_of
    ), period as materialized (
      select s.id, s.customer_id, s.currency, s.plan_version_id, s.ended_at, known.as_of,
        p.period_start as whole_start, p.period_end as whole_end,
        ${endsAtSql({ subscription: sql`s`, periodEnd: sql`p.period_end`, now })} as period_end,
        greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start,
        ${utcDayStartSql(sql`known.as_of`)} as today
      from running s
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at })} as p
      cross join known
    )
    select s.customer_id, s.currency, s.period_start, s.period_end, s.as_of,
      ${pricesJsonSql({ planVersionId: sql`s.plan_version_id`, currency: sql`s.currency` })} as prices,
      ${PERIOD_MINIMUM} as minimum,
      ${usageBeforeSql({ subscriptionId: sql`s.id`, periodStart: sql`s.period_start` })} as usage_before,
      (
        select json_object_agg(m.metric, ${quantityBetweenSql({
          customerId: sql`s.customer_id`,
          metric: sql`m.metric`,
          start: sql`s.period_start`,
          end: sql`s.period_end`,
        })}::text) from (values ${metrics}) as m (metric)
      ) as so_far,
      (
        select coalesce(json_agg(json_build_object(
          'metric', d.metric, 'day', d.day::text, 'quantity', d.quantity::text
        )), '[]')
        from usage_daily d
        where d.customer_id = s.customer_id and d.day < (s.today at time zone 'UTC')::date
          and d.day >= (s.today at time zone 'UTC')::date - ${HISTORY_DAYS}::int
      ) as days,
      (
        select json_object_agg(m.metric, course.share)
        from (values ${metrics}) as m (metric)
        cross join lateral (
          select (coalesce(sum(u.billable_quantity) filter (
              where mod(date_part('epoch', u.hour)::bigint, ${DAY_SECONDS}) < date_part('epoch', s.as_of - s.today)
            ), 0)::numeric / nullif(sum(u.billable_quantity), 0))::float8 as share
          from usage_records u
          where u.customer_id = s.customer_id and u.metric = m.metric
            and u.hour < s.today and u.hour >= s.today - ${`${COURSE_DAYS} days`}::interval
        ) as course
      ) as today_shares
    from period s
    order by s.customer_id`;
}
