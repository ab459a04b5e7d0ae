import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { progressSql } from './progress-sql.ts';
import { reachWatermark, USAGE_SOURCE } from './watermark.ts';

/** No run takes longer without handing over, so one that still runs was killed. */
const LONGEST_RUN = sql`interval '30 minutes'`;
const BEGINNING = sql`'epoch'::timestamptz`;

const startedRow = z.object({ read_from: z.string(), read_before: z.boolean() });

export interface StartedRun {
  /** Where to read from, as PostgreSQL reads an instant. */
  readFrom: string;
  /** Something lies at or after `readFrom` for sure, because an earlier run has read it. */
  readBefore: boolean;
}

/** Runs that were killed before they had shards; what they stored is counted in their row. */
export function failAbandonedRuns(now: Date): SQL {
  const at = instantSql(now);
  return sql`
    update usage_sync_runs r
    set status = 'failed', finished_at = ${at}, error = 'The run was interrupted.'
    where status = 'running' and started_at < ${at} - ${LONGEST_RUN}
      and not exists (select from usage_sync_shards s where s.job_run_id = r.job_run_id)`;
}

/** Opens the run's row, and answers where to read from; no row while an earlier window is still being worked on. */
export function startRun(input: { jobRunId: string; overlapMs: number; now: Date }): SQL {
  return sql`
    insert into usage_sync_runs (job_run_id, status, watermark_from, started_at)
    select ${input.jobRunId}::uuid, 'running',
      coalesce(w.watermark - ${input.overlapMs} * interval '1 millisecond', ${BEGINNING}), ${instantSql(input.now)}
    from (select 1) as one left join sync_watermarks w on w.source = ${USAGE_SOURCE}
    where not exists (
      select from usage_sync_runs r join usage_sync_shards s on s.job_run_id = r.job_run_id
      where r.status = 'running'
    )
    returning watermark_from::text as read_from,
      exists (select from sync_watermarks w where w.source = ${USAGE_SOURCE} and w.watermark > ${BEGINNING}) as read_before`;
}

export function toStartedRun(rows: readonly unknown[]): StartedRun | null {
  if (rows[0] === undefined) return null;
  const row = startedRow.parse(rows[0]);
  return { readFrom: row.read_from, readBefore: row.read_before };
}

/** Whether this run was opened; one that waits for shards has no row to count in, so it may store nothing either. */
export function isRunning(jobRunId: string): SQL {
  return sql`exists (
    select from usage_sync_runs r where r.job_run_id = ${jobRunId}::uuid and r.status = 'running')`;
}

export function runProgress(input: { jobRunId: string; rowsRead: number; pages: number }): SQL {
  return progressSql({
    table: sql`usage_sync_runs`,
    where: sql`p.job_run_id = ${input.jobRunId}::uuid`,
    rowsRead: input.rowsRead,
    pages: input.pages,
  });
}

/** Closes the run and moves the watermark to what it reached. */
export function finishRun(input: { jobRunId: string; reached: string; now: Date }): SQL {
  return sql`
    with reached as (${reachWatermark({ reached: sql`${input.reached}::timestamptz`, now: input.now })})
    update usage_sync_runs r
    set status = 'succeeded', watermark_to = reached.watermark, finished_at = ${instantSql(input.now)}
    from reached where r.job_run_id = ${input.jobRunId}::uuid`;
}

export function failRun(input: { jobRunId: string; error: string; now: Date }): SQL {
  return sql`
    update usage_sync_runs r
    set status = 'failed', finished_at = ${instantSql(input.now)}, error = ${input.error}
    where job_run_id = ${input.jobRunId}::uuid and status = 'running'
      and not exists (select from usage_sync_shards s where s.job_run_id = r.job_run_id)`;
}
