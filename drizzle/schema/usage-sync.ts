import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { jobRuns } from './jobs.ts';
import { internalPolicies } from './policies.ts';

function rowCount(name: string) {
  return bigint(name, { mode: 'number' }).notNull().default(0);
}

/** To the microsecond, as the source wrote it: a bound of what is read must not be rounded. */
function sourceInstant(name: string) {
  return timestamp(name, { withTimezone: true, precision: 6, mode: 'string' });
}

/** Progress of a run or of one of its shards, added to in the statement that writes the rows. */
function progressColumns() {
  return {
    rowsRead: rowCount('rows_read'),
    rowsInserted: rowCount('rows_inserted'),
    rowsChanged: rowCount('rows_changed'),
    rowsUnchanged: rowCount('rows_unchanged'),
    rowsQuarantined: rowCount('rows_quarantined'),
    /** Rows kept out by reason, e.g. `{"negative": 2}`. */
    quarantineReasons: jsonb('quarantine_reasons').notNull().default(sql`'{}'`),
    pages: integer('pages').notNull().default(0),
  };
}

/**
 * What one usage sync read and did, from the start on; the job itself is in `job_runs`. `running` with shards: the
 * queue works on them; `watermarkTo` is how far the run got.
 */
export const usageSyncRuns = pgTable(
  'usage_sync_runs',
  {
    jobRunId: uuid('job_run_id')
      .primaryKey()
      .references(() => jobRuns.id),
    /** The default is for the rows of before there was a status, which were written at the end. */
    status: text('status').notNull().default('succeeded'),
    watermarkFrom: instant('watermark_from').notNull(),
    watermarkTo: instant('watermark_to'),
    ...progressColumns(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    error: text('error'),
  },
  (t) => [
    index('usage_sync_runs_started_at_index').on(t.startedAt.desc()),
    index('usage_sync_runs_running_index').on(t.startedAt).where(sql`status = 'running'`),
    check('usage_sync_runs_status_known', sql`${t.status} in ('running', 'succeeded', 'failed')`),
    ...internalPolicies('usage_sync_runs'),
  ],
).enableRLS();

/**
 * One share of the customers in a window of `updated_at` that is too much for one invocation. `cursor` is the key of
 * the last row stored, written with that row; who holds the lease goes on from there.
 */
export const usageSyncShards = pgTable(
  'usage_sync_shards',
  {
    jobRunId: uuid('job_run_id')
      .notNull()
      .references(() => usageSyncRuns.jobRunId),
    shard: integer('shard').notNull(),
    shardCount: integer('shard_count').notNull(),
    windowFrom: sourceInstant('window_from').notNull(),
    windowTo: sourceInstant('window_to').notNull(),
    cursor: jsonb('cursor'),
    ...progressColumns(),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    finishedAt: instant('finished_at'),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ name: 'usage_sync_shards_pkey', columns: [t.jobRunId, t.shard] }),
    index('usage_sync_shards_open_index').on(t.runAfter).where(sql`finished_at is null`),
    check('usage_sync_shards_shard_in_count', sql`${t.shard} >= 0 and ${t.shard} < ${t.shardCount}`),
    ...internalPolicies('usage_sync_shards'),
  ],
).enableRLS();
