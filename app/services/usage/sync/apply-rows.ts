import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { judgeReasonSql } from './judge-reason-sql.ts';
import type { ReplicaPage } from './read-replica-page.ts';

/** How often each reason kept a row out. */
export type Reasons = Readonly<Record<string, number>>;

export interface AppliedRows {
  inserted: number;
  changed: number;
  unchanged: number;
  quarantined: number;
  reasons: Reasons;
  /** Whether the place where progress is kept was still there to be written; otherwise somebody else goes on. */
  progressed: boolean;
}

const appliedRow = z.object({
  inserted: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  quarantined: z.number(),
  reasons: z.record(z.string(), z.number()),
  progressed: z.boolean(),
});

export function toAppliedRows(rows: readonly unknown[]): AppliedRows {
  return appliedRow.parse(rows[0]);
}

/** Writes what a page did where its progress is kept, in the page's own statement; reads it from `counted`. */
export type Progress = SQL;

export function applyPage(
  page: ReplicaPage,
  { now, progress, onlyIf = sql`true` }: { now: Date; progress: Progress; onlyIf?: SQL },
): SQL {
  return applyRows(
    sql`select customer_id, metric, hour, quantity, updated_at
      from unnest(${page.customerIds}::uuid[], ${page.metrics}::text[], ${page.hours}::float8[],
        ${page.quantities}::numeric[], ${page.updatedAts}::float8[])
        as r (customer_id, metric, hour, quantity, updated_at)
      where ${onlyIf}`,
    { now, progress },
  );
}

/** Takes quarantined rows whose customer, metric or hour has come in the meantime, the oldest first. */
export function applyQuarantined(input: { now: Date; progress: Progress; limit: number; onlyIf: SQL }): SQL {
  return applyRows(
    sql`select customer_id, metric, date_part('epoch', hour) as hour, quantity::numeric,
        date_part('epoch', source_updated_at) as updated_at
      from usage_quarantine q
      where ${input.onlyIf} and resolved_at is null and (
        (reason = 'unknown_customer' and exists (select from customers c where c.id = q.customer_id))
        or (reason = 'unknown_metric' and metric = any(${METRICS_ARRAY}::text[]))
        or (reason = 'future_hour' and hour <= ${instantSql(input.now)})
      )
      order by last_seen_at
      limit ${input.limit}`,
    input,
  );
}

const METRICS_ARRAY = `{${METRICS.join(',')}}`;

/**
 * One statement that takes the rows in, good ones into `usage_records` and, by the difference, into `usage_daily`, bad
 * ones into `usage_quarantine` with the reason. A row that is already known, or older than what is known, changes
 * nothing, so the same rows may come any number of times and in any order. Two at once cannot count a difference
 * twice: `old` and `new` are those of the row version this statement really wrote.
 */
function applyRows(source: SQL, { now, progress }: { now: Date; progress: Progress }): SQL {
  const at = instantSql(now);
  return sql`
    with judged as (
      select distinct on (customer_id, metric, hour) customer_id, metric, to_timestamp(hour) as hour, quantity,
        least(to_timestamp(updated_at), ${at})::timestamptz(3) as source_updated_at, ${judgeReasonSql(at)} as reason
      from (${source}) as s
      order by customer_id, metric, hour, updated_at desc
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
        set quantity = d.quantity + excluded.quantity, revision = d.revision + 1,
          updated_at = excluded.updated_at
    ), bad as (
      select distinct on (customer_id, metric, hour::timestamptz(3)) * from judged where reason is not null
      order by customer_id, metric, hour::timestamptz(3), source_updated_at desc
    ), quarantined as (
      insert into usage_quarantine as q
        (customer_id, metric, hour, quantity, reason, source_updated_at, first_seen_at, last_seen_at)
      select customer_id, metric, hour, quantity::text, reason, source_updated_at, ${at}, ${at}
      from bad j
      where not exists (
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
      select inserted::int, changed::int, (good - inserted - changed)::int as unchanged, quarantined::int, reasons
      from (
        select (select count(*) from judged where reason is null) as good,
          (select count(*) from judged where reason is not null) as quarantined,
          (select count(*) from written where before is null) as inserted,
          (select count(*) from written where before <> after) as changed,
          (select coalesce(jsonb_object_agg(reason, count), '{}') from (
            select reason, count(*) from judged where reason is not null group by reason) as r) as reasons
      ) as counts
    ), progressed as (${progress})
    select *, exists (select from progressed) as progressed from counted`;
}
