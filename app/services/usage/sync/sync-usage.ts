import { z } from 'zod';
import { type Database, schema } from '../../../db/client.ts';
import { auditRow } from '../../audit/record.ts';
import type { ServiceContext } from '../../context.ts';
import { queueDeltaPages } from '../report/queue-delta-pages.ts';
import { type QueuedDeltas, queueDeltas, toQueuedPage } from '../report/queue-deltas.ts';
import { type AppliedRows, applyPage, applyQuarantined, toAppliedRows } from './apply-rows.ts';
import { countRowsLeft } from './count-rows-left.ts';
import { readPages } from './read-ahead.ts';
import { ReplicaBehindError } from './replica-behind-error.ts';
import type { ReplicaCursor } from './replica-cursor.ts';
import { planShards, type ShardRef } from './shard-statements.ts';
import { SYNC_LIMITS, type SyncLimits, shardCountFor } from './sync-limits.ts';
import {
  failAbandonedRuns,
  failRun,
  finishRun,
  isRunning,
  runProgress,
  type StartedRun,
  startRun,
  toStartedRun,
} from './sync-run.ts';
import { updateAlerts } from './update-alerts.ts';
import { advanceWatermark, lockUsageSync } from './watermark.ts';

const SYSTEM = { kind: 'system' } as const;
const HOURS_PER_DAY = 24;
const NOTHING_QUEUED: QueuedDeltas = { pending: 0, held: 0 };

/** Rows may become visible on the replica a little out of the order of their `updated_at`. */
const OVERLAP_MS = 15 * 60_000;

export interface SyncUsageInput {
  /** The analytics replica; only its view `billing_usage_hourly` is read. */
  replica: Database;
  /** The `job_runs` row this sync belongs to. */
  jobRunId: string;
  /** Reads this much again from before the watermark; more finds what a source clock that was set back has hidden. */
  overlapMs?: number;
  limits?: Partial<SyncLimits>;
}

export interface SyncUsageResult extends Omit<AppliedRows, 'progressed'> {
  rowsRead: number;
  pages: number;
  /** What is too much for one invocation: a shard for each queue message. The run ends when they are done. */
  shards: readonly ShardRef[];
  /** An earlier run's shards are not done, so this one read nothing. */
  waitsForShards: boolean;
  outbox: QueuedDeltas;
}

/**
 * Takes what changed in the replica since the watermark into `usage_records` and `usage_daily`, queues the differences
 * for Stripe's meters, and updates the usage alerts. Set-based: four trips for up to 10,000 changed rows; beyond
 * 200,000 the rest is divided into shards for the queue. Running it again, two at once, or after a kill changes nothing
 * that is already right; the watermark only passes rows that are stored. When the replica cannot be read, or is behind
 * what was read before, the run fails and says so, and the next one catches up.
 */
export async function syncUsage(ctx: ServiceContext, input: SyncUsageInput): Promise<SyncUsageResult> {
  const { jobRunId, overlapMs = OVERLAP_MS } = input;
  const limits = { ...SYNC_LIMITS, ...input.limits };
  const { now } = ctx;
  const [, , started, retried] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockUsageSync()),
    db.execute(failAbandonedRuns(now)),
    db.execute(startRun({ jobRunId, overlapMs, now })),
    db.execute(
      applyQuarantined({
        now,
        progress: runProgress({ jobRunId, rowsRead: 0, pages: 0 }),
        limit: limits.rowsPerPage,
        onlyIf: isRunning(jobRunId),
      }),
    ),
  ]);
  const totals = {
    ...toAppliedRows(retried.rows),
    quarantined: 0,
    unchanged: 0,
    reasons: {},
    rowsRead: 0,
    pages: 0,
  };
  const run = toStartedRun(started.rows);
  if (run === null) return toResult(totals, { waitsForShards: true });
  try {
    const { reached, isComplete } = await takePages(ctx, { ...input, limits, run, totals });
    const shards = isComplete ? [] : await handOver(ctx, { ...input, windowFrom: reached });
    if (shards.length > 0) return toResult(totals, { shards });
    return toResult(totals, { outbox: await finish(ctx, { jobRunId, reached, totals, limits }) });
  } catch (error) {
    await noteFailure(ctx, { jobRunId, error });
    throw error;
  }
}

type Totals = AppliedRows & { rowsRead: number; pages: number };

async function takePages(
  ctx: ServiceContext,
  input: { replica: Database; jobRunId: string; limits: SyncLimits; run: StartedRun; totals: Totals },
): Promise<{ reached: string; isComplete: boolean }> {
  const { run, limits, totals, jobRunId } = input;
  let after: ReplicaCursor | null = null;
  let isComplete = false;
  const pages = readPages(input.replica, {
    from: run.readFrom,
    after,
    limit: limits.rowsPerPage,
    maxPages: limits.pagesPerInvocation,
  });
  for await (const page of pages) {
    isComplete = page.isLast;
    if (page.last === null) break;
    const { updatedAt } = page.last;
    const progress = runProgress({ jobRunId, rowsRead: page.rowCount, pages: 1 });
    const [, applied] = await ctx.db.batch(SYSTEM, (db) => [
      db.execute(lockUsageSync()),
      db.execute(applyPage(page, { now: ctx.now, progress })),
      db.execute(advanceWatermark(updatedAt, ctx.now)),
    ]);
    addTo(totals, toAppliedRows(applied.rows));
    totals.rowsRead += page.rowCount;
    totals.pages += 1;
    after = page.last;
  }
  if (after === null && run.readBefore) throw new ReplicaBehindError(run.readFrom);
  return { reached: after?.updatedAt ?? run.readFrom, isComplete };
}

/** Divides what is left, up to the newest row there is now; rows that come later belong to the next run. */
async function handOver(
  ctx: ServiceContext,
  input: { replica: Database; jobRunId: string; windowFrom: string },
): Promise<ShardRef[]> {
  const left = await countRowsLeft(input.replica, input.windowFrom);
  const [, planned] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockUsageSync()),
    db.execute(
      planShards({
        ...input,
        windowTo: left.newest,
        shardCount: shardCountFor(left.rows),
        now: ctx.now,
      }),
    ),
  ]);
  const { jobRunId } = input;
  return planned.rows.map((row) => ({ jobRunId, shard: z.object({ shard: z.number() }).parse(row).shard }));
}

async function finish(
  ctx: ServiceContext,
  input: { jobRunId: string; reached: string; totals: Totals; limits: SyncLimits },
): Promise<QueuedDeltas> {
  const { now } = ctx;
  const { jobRunId, reached, totals } = input;
  const days = input.limits.daysPerPage;
  const isMore = totals.inserted + totals.changed >= days * HOURS_PER_DAY;
  const before = isMore ? await queueDeltaPages(ctx, { days }) : NOTHING_QUEUED;
  const { progressed: _, ...after } = totals;
  const [, queued] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(lockUsageSync()),
    db.execute(queueDeltas({ now, days })),
    db.execute(updateAlerts(now)),
    db.execute(finishRun({ jobRunId, reached, now })),
    db
      .insert(schema.billingAudit)
      .values(
        auditRow(ctx, { action: 'usage.synced', objectType: 'usage_sync_run', objectId: jobRunId, after }),
      ),
  ]);
  const { next, ...page } = toQueuedPage(queued.rows);
  const rest = next === null ? NOTHING_QUEUED : await queueDeltaPages(ctx, { days, after: next });
  return {
    pending: before.pending + page.pending + rest.pending,
    held: before.held + page.held + rest.held,
  };
}

/** The run's row says why. Should the database be what failed, the next run closes the row. */
async function noteFailure(
  ctx: ServiceContext,
  { jobRunId, error }: { jobRunId: string; error: unknown },
): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  await ctx.db
    .batch(SYSTEM, (db) => [db.execute(failRun({ jobRunId, error: message, now: ctx.now }))])
    .catch((cause: unknown) => ctx.logger.warn('failed sync not noted', { error: String(cause) }));
}

function toResult(
  { progressed: _, ...totals }: Totals,
  result: Partial<Pick<SyncUsageResult, 'shards' | 'waitsForShards' | 'outbox'>>,
): SyncUsageResult {
  return { ...totals, shards: [], waitsForShards: false, outbox: { pending: 0, held: 0 }, ...result };
}

function addTo(totals: Totals, applied: AppliedRows): void {
  totals.inserted += applied.inserted;
  totals.changed += applied.changed;
  totals.unchanged += applied.unchanged;
  totals.quarantined += applied.quarantined;
  const reasons: Record<string, number> = { ...totals.reasons };
  for (const [reason, count] of Object.entries(applied.reasons))
    reasons[reason] = (reasons[reason] ?? 0) + count;
  totals.reasons = reasons;
}
