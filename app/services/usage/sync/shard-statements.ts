import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { mergeReasonsSql, progressSql } from './progress-sql.ts';
import { type ReplicaCursor, replicaCursor } from './replica-cursor.ts';
import { reachWatermark } from './watermark.ts';

/** Longer than a page takes; whoever holds a shard renews it with every page. */
const LEASE = sql`interval '5 minutes'`;
const MAX_BACKOFF_MINUTES = 30;

/** What a queue message names. */
export interface ShardRef {
  jobRunId: string;
  shard: number;
}

export interface ClaimedShard extends ShardRef {
  shardCount: number;
  windowFrom: string;
  windowTo: string;
  cursor: ReplicaCursor | null;
  leaseToken: string;
}

const claimedRow = z.object({
  job_run_id: z.string(),
  shard: z.number(),
  shard_count: z.number(),
  window_from: z.string(),
  window_to: z.string(),
  cursor: replicaCursor.nullable(),
  lease_token: z.string(),
});

/** Divides a window among shards, unless another window is being worked on. */
export function planShards(input: {
  jobRunId: string;
  windowFrom: string;
  windowTo: string;
  shardCount: number;
  now: Date;
}): SQL {
  return sql`
    insert into usage_sync_shards (job_run_id, shard, shard_count, window_from, window_to, run_after)
    select ${input.jobRunId}::uuid, shard, ${input.shardCount}::int, ${input.windowFrom}::timestamptz,
      ${input.windowTo}::timestamptz, ${instantSql(input.now)}
    from generate_series(0, ${input.shardCount}::int - 1) as shard
    where not exists (
      select from usage_sync_runs r join usage_sync_shards s on s.job_run_id = r.job_run_id
      where r.status = 'running'
    )
    returning shard`;
}

/** Takes one due shard for this worker alone: the named one, or whichever has waited longest. */
export function claimShard(input: { named: ShardRef | null; leaseToken: string; now: Date }): SQL {
  const at = instantSql(input.now);
  const { named } = input;
  const isNamed =
    named === null ? sql`true` : sql`job_run_id = ${named.jobRunId}::uuid and shard = ${named.shard}`;
  return sql`
    with due as materialized (
      select job_run_id, shard from usage_sync_shards
      where finished_at is null and run_after <= ${at} and (lease_until is null or lease_until <= ${at}) and ${isNamed}
      order by run_after, shard limit 1 for update skip locked
    )
    update usage_sync_shards s
    set lease_token = ${input.leaseToken}::uuid, lease_until = ${at} + ${LEASE}, attempts = s.attempts + 1
    from due
    where s.job_run_id = due.job_run_id and s.shard = due.shard
    returning s.job_run_id, s.shard, s.shard_count, s.window_from::text, s.window_to::text, s.cursor, s.lease_token`;
}

export function toClaimedShard(rows: readonly unknown[]): ClaimedShard | null {
  if (rows[0] === undefined) return null;
  const row = claimedRow.parse(rows[0]);
  return {
    jobRunId: row.job_run_id,
    shard: row.shard,
    shardCount: row.shard_count,
    windowFrom: row.window_from,
    windowTo: row.window_to,
    cursor: row.cursor,
    leaseToken: row.lease_token,
  };
}

/** Holds the shard's row for the batch, so that nobody claims it before this page is stored. */
export function holdShard(shard: ClaimedShard): SQL {
  return sql`select 1 from usage_sync_shards as s where ${isOurs(shard, sql`s`)} for update`;
}

/** Whether the lease is still ours; a worker that lost it stores nothing. */
export function isHeld(shard: ClaimedShard): SQL {
  return sql`exists (select from usage_sync_shards as held where ${isOurs(shard, sql`held`)})`;
}

export function shardProgress(input: {
  shard: ClaimedShard;
  cursor: ReplicaCursor | null;
  rowsRead: number;
  isLast: boolean;
  now: Date;
}): SQL {
  const at = instantSql(input.now);
  const cursor = JSON.stringify(input.cursor);
  return progressSql({
    table: sql`usage_sync_shards`,
    where: isOurs(input.shard, sql`p`),
    rowsRead: input.rowsRead,
    pages: 1,
    set: sql`, cursor = ${cursor}::jsonb, lease_until = ${at} + ${LEASE}, attempts = 1, last_error = null,
      finished_at = ${input.isLast ? at : sql`null`}`,
  });
}

/** Gives the shard back: at once when there is more to do, later and later when it failed. */
export function releaseShard(shard: ClaimedShard, { now, error }: { now: Date; error: string | null }): SQL {
  const at = instantSql(now);
  const delay = sql`least(power(2, least(s.attempts, 10)), ${MAX_BACKOFF_MINUTES}) * interval '1 minute'`;
  return sql`
    update usage_sync_shards s
    set lease_token = null, lease_until = null, last_error = ${error},
      run_after = ${error === null ? at : sql`${at} + ${delay}`}
    where ${isOurs(shard, sql`s`)} and s.finished_at is null`;
}

/** A row while some shard of the run is not done. */
export function anyUndoneShard(jobRunId: string): SQL {
  return sql`select 1 from usage_sync_shards where job_run_id = ${jobRunId}::uuid and finished_at is null limit 1`;
}

/** Closes a run whose shards are all done, their counts added up; no row otherwise, and none the second time. */
export function closeWindow({ jobRunId, now }: { jobRunId: string; now: Date }): SQL {
  const shards = sql`usage_sync_shards s where s.job_run_id = ${jobRunId}::uuid`;
  return sql`
    update usage_sync_runs r set
      rows_read = r.rows_read + t.rows_read, rows_inserted = r.rows_inserted + t.rows_inserted,
      rows_changed = r.rows_changed + t.rows_changed, rows_unchanged = r.rows_unchanged + t.rows_unchanged,
      rows_quarantined = r.rows_quarantined + t.rows_quarantined, pages = r.pages + t.pages,
      quarantine_reasons = ${mergeReasonsSql(sql`(
        select r.quarantine_reasons as reasons union all select s.quarantine_reasons from ${shards}
      ) as v`)},
      status = 'succeeded', finished_at = ${instantSql(now)},
      watermark_to = least(t.window_to, r.started_at)
    from (
      select sum(rows_read) as rows_read, sum(rows_inserted) as rows_inserted, sum(rows_changed) as rows_changed,
        sum(rows_unchanged) as rows_unchanged, sum(rows_quarantined) as rows_quarantined, sum(pages) as pages,
        max(window_to) as window_to
      from ${shards}
      having count(*) > 0 and bool_and(finished_at is not null)
    ) as t
    where r.job_run_id = ${jobRunId}::uuid and r.status = 'running'
    returning r.job_run_id as id`;
}

/**
 * Lets the watermark pass the window of a closed run, but not the instant at which the run began: a clock that is ahead
 * may have set the window's end beyond it, and the shards have read nothing of what was written while they ran.
 */
export function passWindow({ jobRunId, now }: { jobRunId: string; now: Date }): SQL {
  const closed = sql`usage_sync_runs r join usage_sync_shards s on s.job_run_id = r.job_run_id
    where r.job_run_id = ${jobRunId}::uuid and r.status = 'succeeded'`;
  return reachWatermark({
    reached: sql`(select least(max(s.window_to), max(r.started_at)) from ${closed})`,
    now,
    where: sql`exists (select from ${closed})`,
  });
}

function isOurs({ jobRunId, shard, leaseToken }: ClaimedShard, alias: SQL): SQL {
  return sql`${alias}.job_run_id = ${jobRunId}::uuid and ${alias}.shard = ${shard}
    and ${alias}.lease_token = ${leaseToken}::uuid`;
}
