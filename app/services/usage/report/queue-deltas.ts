import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { meterWindowSql } from './meter-window-sql.ts';

export interface QueuedDeltas {
  pending: number;
  held: number;
}

/** The last day that a page looked at. */
const cursorRow = z.object({ day: z.string(), customer_id: z.string(), metric: z.string() });
export type DeltaCursor = z.output<typeof cursorRow>;

export interface QueuedPage extends QueuedDeltas {
  /** Where the next page begins; null when there is none. */
  next: DeltaCursor | null;
}

const queuedRow = z.object({ pending: z.number(), held: z.number(), next: cursorRow.nullable() });

export function toQueuedPage(rows: readonly unknown[]): QueuedPage {
  return queuedRow.parse(rows[0]);
}

/**
 * One statement that turns differences between an hour's quantity and what was reported of it into outbox rows,
 * `pending` or `held`, and marks them as taken: a page of days that changed, the oldest first, so that no lock is held
 * for long. A day is done when none of its hours is left undecided, up to the revision that was looked at: an hour that
 * comes meanwhile makes a newer one, and its day is looked at again. Days that are not done count into the page, and the
 * next one begins after them. Bounds are worked out before hours are looked up: under row-level security only a bare
 * value finds them by the key. What is there is written as if it were new, because a conflict is always found by the
 * key, while an UPDATE that expects many rows reads the whole table for a few. The identifier names customer, metric, hour and correction, so it is the same whoever asks.
 */
export function queueDeltas({
  now,
  days,
  after = null,
}: {
  now: Date;
  days: number;
  after?: DeltaCursor | null;
}): SQL {
  const at = instantSql(now);
  const rest =
    after === null
      ? sql``
      : sql`and (d.day, d.customer_id, d.metric) > (${after.day}::date, ${after.customer_id}::uuid, ${after.metric})`;
  return sql`
    with page as materialized (
      select d.customer_id, d.metric, d.day, d.quantity, d.revision, d.updated_at,
        d.day::timestamp at time zone 'UTC' as begins, (d.day + 1)::timestamp at time zone 'UTC' as ends
      from usage_daily d
      where d.revision <> d.reported_revision ${rest}
      order by d.day, d.customer_id, d.metric
      limit ${days}
    ), different as materialized (
      select page.customer_id, page.metric, page.day, u.*
      from page
      cross join lateral (
        select hour, quantity, source_updated_at, updated_at from usage_records
        where customer_id = page.customer_id and metric = page.metric and hour >= page.begins and hour < page.ends
          and billable_quantity <> reported_quantity
        offset 0
      ) as u
    ), due as materialized (
      select u.*, w.send_before, w.is_open
      from different u
      cross join ${meterWindowSql({ customerId: sql`u.customer_id`, hour: sql`u.hour`, at })} as w
      where w.is_decided
    ), taken as (
      insert into usage_records as u (customer_id, metric, hour, quantity, source_updated_at, updated_at)
      select customer_id, metric, hour, quantity, source_updated_at, updated_at from due
      order by customer_id, metric, hour
      on conflict (customer_id, metric, hour) do update
        set reported_quantity = u.billable_quantity, report_sequence = u.report_sequence + 1
        where u.billable_quantity <> u.reported_quantity
      returning customer_id, metric, hour, new.reported_quantity - old.reported_quantity as delta,
        new.report_sequence as sequence
    ), queued as (
      insert into usage_outbox
        (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after, created_at)
      select concat_ws(':', customer_id, metric, extract(epoch from hour)::bigint, sequence),
        customer_id, metric, hour, delta, case when is_open then 'pending' else 'held' end,
        case when is_open then send_before end, ${at}, ${at}
      from taken join due using (customer_id, metric, hour)
      returning status
    ), undecided as (
      select customer_id, metric, day, hour from different
      except
      select customer_id, metric, day, hour from due
    ), done as (
      select * from page
      where (customer_id, metric, day) not in (select customer_id, metric, day from undecided)
    ), marked as (
      insert into usage_daily as d (customer_id, metric, day, quantity, reported_revision, updated_at)
      select customer_id, metric, day, quantity, revision, updated_at from done
      order by customer_id, metric, day
      on conflict (customer_id, metric, day) do update set reported_revision = excluded.reported_revision
    )
    select count(*) filter (where status = 'pending')::int as pending,
      count(*) filter (where status = 'held')::int as held,
      case when (select count(*) from page) = ${days} then (
        select json_build_object('day', day, 'customer_id', customer_id, 'metric', metric) from page
        order by day desc, customer_id desc, metric desc
        limit 1
      ) end as next
    from queued`;
}
