import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';

export const USAGE_SOURCE = 'billing_usage_hourly';

/** Rows may become visible on the replica a little out of the order of their `updated_at`. */
const OVERLAP_MS = 15 * 60_000;
const BEGINNING = new Date(0);

const watermarkRow = z.object({ watermark: z.coerce.date() });

/** Two syncs at once take turns, a page at a time; the lock ends with the batch that took it. */
export function lockUsageSync(): SQL {
  return sql`select pg_advisory_xact_lock(hashtext(${USAGE_SOURCE}))`;
}

export function selectWatermark(): SQL {
  return sql`select watermark from sync_watermarks where source = ${USAGE_SOURCE}`;
}

/** Where to read from: the beginning the first time, then the watermark less the overlap. */
export function toReadFrom(rows: readonly unknown[]): Date {
  const [row] = rows;
  if (row === undefined) return BEGINNING;
  return new Date(watermarkRow.parse(row).watermark.getTime() - OVERLAP_MS);
}

/** A row from a source whose clock is ahead must not carry the watermark past rows still to come. */
export function advanceWatermark(lastUpdatedAt: string, now: Date): SQL {
  return sql`
    update sync_watermarks
    set watermark = greatest(watermark, least(${lastUpdatedAt}::timestamptz, ${instantSql(now)}))
    where source = ${USAGE_SOURCE}`;
}

/** Closes a sync: the watermark and its time move forward only, and the run is written down with them. */
export function finishSync(input: {
  jobRunId: string;
  readFrom: Date;
  lastUpdatedAt: string | null;
  rowsRead: number;
  inserted: number;
  changed: number;
  unchanged: number;
  quarantined: number;
  pages: number;
  now: Date;
}): SQL {
  const at = instantSql(input.now);
  const readFrom = instantSql(input.readFrom);
  const reached = input.lastUpdatedAt === null ? readFrom : sql`${input.lastUpdatedAt}::timestamptz`;
  return sql`
    with finished as (
      insert into sync_watermarks as w (source, watermark, finished_at)
      values (${USAGE_SOURCE}, least(${reached}, ${at}), ${at})
      on conflict (source) do update
        set watermark = greatest(w.watermark, excluded.watermark),
          finished_at = greatest(w.finished_at, excluded.finished_at)
      returning watermark
    )
    insert into usage_sync_runs (job_run_id, watermark_from, watermark_to, rows_read, rows_inserted,
      rows_changed, rows_unchanged, rows_quarantined, pages, finished_at)
    select ${input.jobRunId}::uuid, ${readFrom}, watermark, ${input.rowsRead}, ${input.inserted},
      ${input.changed}, ${input.unchanged}, ${input.quarantined}, ${input.pages}, ${at}
    from finished`;
}
