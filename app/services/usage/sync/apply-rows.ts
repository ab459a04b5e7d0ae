import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import type { ReplicaPage } from './read-replica-page.ts';

/** More than this in one hour is a fault of the source. A month of such hours still fits a bigint. */
const MAX_HOURLY_QUANTITY = 10n ** 15n;

/** Refusals that time or a new customer can lift, so these rows are looked at again in every sync. */
const PASSING_REASONS = ['unknown_customer', 'future_hour'];

export interface AppliedRows {
  inserted: number;
  changed: number;
  unchanged: number;
  quarantined: number;
}

const appliedRow = z.object({
  inserted: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  quarantined: z.number(),
});

export function toAppliedRows(rows: readonly unknown[]): AppliedRows {
  return appliedRow.parse(rows[0]);
}

export function applyPage(page: ReplicaPage, now: Date): SQL {
  return applyRows(
    sql`select customer_id, metric, hour, quantity, updated_at
      from unnest(${page.customerIds}::uuid[], ${page.metrics}::text[], ${page.hours}::timestamptz[],
        ${page.quantities}::numeric[], ${page.updatedAts}::timestamptz[])
        as r (customer_id, metric, hour, quantity, updated_at)`,
    now,
  );
}

/** Takes quarantined rows whose customer or hour has come in the meantime. */
export function applyQuarantined(now: Date): SQL {
  return applyRows(
    sql`select customer_id, metric, hour, quantity::numeric, source_updated_at as updated_at
      from usage_quarantine
      where resolved_at is null and reason in (${sql.join(
        PASSING_REASONS.map((reason) => sql`${reason}`),
        sql`, `,
      )})`,
    now,
  );
}

/**
 * One statement that takes the rows in, good ones into `usage_records` and, by the difference, into `usage_daily`, bad
 * ones into `usage_quarantine` with the reason. A row that is already known, or older than what is known, changes
 * nothing, so the same rows may come any number of times and in any order. Two at once cannot count a difference
 * twice: `old` and `new` are those of the row version this statement really wrote.
 */
function applyRows(source: SQL, now: Date): SQL {
  const at = instantSql(now);
  const metrics = sql.join(
    METRICS.map((metric) => sql`${metric}`),
    sql`, `,
  );
  return sql`
    with source as (
      select distinct on (customer_id, metric, hour) *
      from (
        select customer_id, metric, hour as exact_hour, hour::timestamptz(3) as hour, quantity,
          least(updated_at, ${at})::timestamptz(3) as source_updated_at
        from (${source}) as raw
      ) as rounded
      order by customer_id, metric, hour, source_updated_at desc
    ), judged as (
      select s.*, case
        when s.metric not in (${metrics}) then 'unknown_metric'
        when not isfinite(s.exact_hour) or s.exact_hour <> date_trunc('hour', s.exact_hour, 'UTC')
          then 'hour_not_whole'
        when s.hour > ${at} then 'future_hour'
        when s.quantity = 'NaN' then 'not_a_number'
        when s.quantity < 0 then 'negative'
        when s.quantity > ${MAX_HOURLY_QUANTITY.toString()}::numeric then 'too_large'
        when s.quantity <> trunc(s.quantity) then 'fractional'
        when c.id is null then 'unknown_customer'
      end as reason
      from source s left join customers c on c.id = s.customer_id
    ), written as (
      insert into usage_records as u (customer_id, metric, hour, quantity, source_updated_at, updated_at)
      select customer_id, metric, hour, quantity::bigint, source_updated_at, ${at}
      from judged where reason is null
      order by customer_id, metric, hour
      on conflict (customer_id, metric, hour) do update
        set quantity = excluded.quantity, source_updated_at = excluded.source_updated_at,
          updated_at = case when u.quantity = excluded.quantity then u.updated_at else excluded.updated_at end
        where excluded.source_updated_at > u.source_updated_at
          or (excluded.source_updated_at = u.source_updated_at and excluded.quantity <> u.quantity)
      returning new.customer_id, new.metric, new.hour, old.quantity as before, new.quantity as after,
        new.billable_quantity - coalesce(old.billable_quantity, 0) as billable_delta
    ), rolled_up as (
      insert into usage_daily as d (customer_id, metric, day, quantity, updated_at)
      select customer_id, metric, (hour at time zone 'UTC')::date as day,
        sum(billable_delta)::bigint, ${at}
      from written where before is distinct from after
      group by customer_id, metric, day
      order by customer_id, metric, day
      on conflict (customer_id, metric, day) do update
        set quantity = d.quantity + excluded.quantity, updated_at = excluded.updated_at
    ), quarantined as (
      insert into usage_quarantine as q
        (customer_id, metric, hour, quantity, reason, source_updated_at, first_seen_at, last_seen_at)
      select customer_id, metric, hour, quantity::text, reason, source_updated_at, ${at}, ${at}
      from judged j
      where reason is not null and not exists (
        select from usage_records u
        where u.customer_id = j.customer_id and u.metric = j.metric and u.hour = j.hour
          and u.source_updated_at > j.source_updated_at
      )
      on conflict (customer_id, metric, hour) do update
        set quantity = excluded.quantity, reason = excluded.reason, resolved_at = null,
          source_updated_at = excluded.source_updated_at, last_seen_at = excluded.last_seen_at
        where excluded.source_updated_at >= q.source_updated_at
          and (excluded.source_updated_at, excluded.reason, excluded.quantity, null::timestamptz)
            is distinct from (q.source_updated_at, q.reason, q.quantity, q.resolved_at)
    ), resolved as (
      update usage_quarantine q set resolved_at = ${at}, source_updated_at = j.source_updated_at
      from judged j
      where j.reason is null and q.resolved_at is null and j.source_updated_at >= q.source_updated_at
        and q.customer_id = j.customer_id and q.metric = j.metric and q.hour = j.hour
    ), counted as (
      select (select count(*) from judged where reason is null) as good,
        (select count(*) from judged where reason is not null) as quarantined,
        (select count(*) from written where before is null) as inserted,
        (select count(*) from written where before <> after) as changed
    )
    select inserted::int, changed::int, (good - inserted - changed)::int as unchanged, quarantined::int
    from counted`;
}
