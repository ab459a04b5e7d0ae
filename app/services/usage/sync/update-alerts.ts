import { type SQL, sql } from 'drizzle-orm';
import { instantSql, monthlyPeriodSql } from '../../../db/sql-time.ts';
import { LIMIT_STEPS } from '../../../domain/usage/limit-steps.ts';
import { periodQuantitySql } from '../current/period-quantity-sql.ts';
import { isRunningSql } from '../periods/is-running-sql.ts';
import { startedAtSql } from '../periods/started-at-sql.ts';
import { usageBeforeSql } from '../periods/usage-before-sql.ts';

/**
 * Writes an alert for each share of the included units that the current period has crossed, once, and marks the ones
 * that a later correction has taken back. Crossing again reopens the same alert. In the app one notice a metric tells of
 * the highest that was crossed at once, and one of the lowest that was taken back, by the same statement. Where the plan was
 * changed within the period, what it includes now counts from the units on that were left behind.
 */
export function updateAlerts(now: Date): SQL {
  const at = instantSql(now);
  const thresholds = sql.join(
    LIMIT_STEPS.map((percent) => sql`(${percent}::int)`),
    sql`, `,
  );
  return sql`
    with running as (
      select distinct on (customer_id) *
      from subscriptions s
      where ${isRunningSql(sql`s`)}
      order by customer_id, created_at desc, id
    ), usage as (
      select s.customer_id, price.component as metric, started.period_start, q.quantity,
        t.up_to + ${unitsBefore()} as included_units
      from running s
      cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at })} as p
      cross join lateral (
        select greatest(p.period_start, ${startedAtSql(sql`s`)}) as period_start
      ) as started
      join plan_prices price on price.plan_version_id = s.plan_version_id and price.currency = s.currency
      join plan_price_tiers t on t.plan_price_id = price.id and t.position = 0
        and t.unit_amount_decimal = 0 and coalesce(t.flat_amount_decimal, 0) = 0 and t.up_to > 0
      cross join lateral (
        select ${periodQuantitySql({
          customerId: sql`s.customer_id`,
          metric: sql`price.component`,
          periodStart: sql`started.period_start`,
        })} as quantity
      ) as q
    ), recovered as (
      update usage_alerts a set recovered_at = ${at}
      from usage
      where a.customer_id = usage.customer_id and a.metric = usage.metric
        and a.period_start = usage.period_start and a.recovered_at is null
        and usage.quantity::numeric * 100 < usage.included_units::numeric * a.threshold_percent
      returning a.*, usage.quantity as now_used
    ), crossed as (
      insert into usage_alerts as a (id, customer_id, metric, threshold_percent, period_start, quantity,
        included_units, crossed_at, created_at)
      select gen_random_uuid(), customer_id, metric, percent, period_start, quantity, included_units, ${at}, ${at}
      from usage cross join (values ${thresholds}) as threshold (percent)
      where quantity::numeric * 100 >= included_units::numeric * percent
      on conflict (customer_id, metric, threshold_percent, period_start) do update
        set recovered_at = null, crossed_at = excluded.crossed_at, quantity = excluded.quantity,
          included_units = excluded.included_units
        where a.recovered_at is not null
      returning a.*
    )
    insert into notifications
      (id, customer_id, channel, kind, dedupe_key, payload, status, run_after, created_at, sent_at)
    select gen_random_uuid(), customer_id, 'in_app', kind,
      concat_ws(':', kind, id, (extract(epoch from crossed_at) * 1000)::bigint, 'in_app'),
      jsonb_build_object('metric', metric, 'thresholdPercent', threshold_percent, 'quantity', used::text,
        'includedUnits', included_units::text,
        'periodStart', to_char(period_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
      'sent', ${at}, ${at}, ${at}
    from (
      select distinct on (kind, customer_id, metric) * from (
        select 'usage.limit_crossed' as kind, id, customer_id, metric, threshold_percent, period_start, included_units,
          crossed_at, quantity as used, -threshold_percent as rank from crossed
        union all
        select 'usage.limit_recovered', id, customer_id, metric, threshold_percent, period_start, included_units,
          crossed_at, now_used, threshold_percent from recovered
      ) as changed
      order by kind, customer_id, metric, rank
    ) as told
    on conflict (dedupe_key) do nothing`;
}

/** Of a metric `price` and a period that `started`: the units that a change of plan left behind. */
function unitsBefore(): SQL {
  return sql`coalesce((
    select sum((l -> 'line' ->> 'quantity')::numeric * coalesce((l -> 'price' ->> 'package_size')::numeric, 1))::bigint
    from jsonb_array_elements(${usageBeforeSql({
      subscriptionId: sql`s.id`,
      periodStart: sql`started.period_start`,
    })}) as l
    where l -> 'line' ->> 'component' = price.component
  ), 0)`;
}
