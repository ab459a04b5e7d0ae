import type { Database } from '../../../db/client.ts';
import type { ServiceContext } from '../../context.ts';
import { applyPage, toAppliedRows } from './apply-rows.ts';
import { closeRun } from './close-run.ts';
import { readPages } from './read-ahead.ts';
import type { ReplicaCursor } from './replica-cursor.ts';
import {
  type ClaimedShard,
  claimShard,
  holdShard,
  isHeld,
  releaseShard,
  type ShardRef,
  shardProgress,
  toClaimedShard,
} from './shard-statements.ts';
import { SYNC_LIMITS, type SyncLimits } from './sync-limits.ts';
import { shareUsageSync } from './watermark.ts';

const SYSTEM = { kind: 'system' } as const;

export interface SyncShardInput {
  replica: Database;
  /** The shard a message names; null takes whichever is due. */
  named: ShardRef | null;
  limits?: Partial<SyncLimits>;
}

export interface SyncShardResult {
  /** Null: none was due, or somebody else has it. */
  shard: ShardRef | null;
  /** There is more of it; another message should follow. */
  hasMore: boolean;
  rowsRead: number;
  /** It was the last of its run, which has ended. */
  closedRun: boolean;
}

const NOTHING: SyncShardResult = { shard: null, hasMore: false, rowsRead: 0, closedRun: false };

/**
 * Works on one shard of a sync for as many pages as an invocation may take. Its rows, its cursor and its counts are
 * stored together, so whoever comes next goes on where the last stored page ended, and a worker that lost its lease
 * stores nothing. The last shard closes the run.
 */
export async function syncUsageShard(ctx: ServiceContext, input: SyncShardInput): Promise<SyncShardResult> {
  const [claimed] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(claimShard({ named: input.named, leaseToken: ctx.newId(), now: ctx.now })),
  ]);
  const shard = toClaimedShard(claimed.rows);
  if (shard === null) return NOTHING;
  const { jobRunId } = shard;
  try {
    const taken = await takePages(ctx, { ...input, shard });
    if (taken.hasMore) await giveBack(ctx, { shard, error: null });
    const closedRun = taken.isDone && (await closeRun(ctx, jobRunId));
    const { rowsRead, hasMore } = taken;
    return { shard: { jobRunId, shard: shard.shard }, rowsRead, hasMore, closedRun };
  } catch (error) {
    await giveBack(ctx, { shard, error: error instanceof Error ? error.message : String(error) }).catch(
      (cause: unknown) => ctx.logger.warn('shard not given back', { error: String(cause) }),
    );
    throw error;
  }
}

async function takePages(
  ctx: ServiceContext,
  { replica, shard, limits: given }: SyncShardInput & { shard: ClaimedShard },
): Promise<{ rowsRead: number; hasMore: boolean; isDone: boolean }> {
  const limits = { ...SYNC_LIMITS, ...given };
  const { now } = ctx;
  let cursor: ReplicaCursor | null = shard.cursor;
  let rowsRead = 0;
  const pages = readPages(replica, {
    from: shard.windowFrom,
    to: shard.windowTo,
    after: cursor,
    limit: limits.rowsPerPage,
    maxPages: limits.pagesPerInvocation,
    shard: { index: shard.shard, count: shard.shardCount },
  });
  for await (const page of pages) {
    const { isLast } = page;
    cursor = page.last ?? cursor;
    const progress = shardProgress({ shard, cursor, rowsRead: page.rowCount, isLast, now });
    const [, , applied] = await ctx.db.batch(SYSTEM, (db) => [
      db.execute(shareUsageSync()),
      db.execute(holdShard(shard)),
      db.execute(applyPage(page, { now, progress, onlyIf: isHeld(shard) })),
    ]);
    if (!toAppliedRows(applied.rows).progressed) return { rowsRead, hasMore: false, isDone: false };
    rowsRead += page.rowCount;
    if (isLast) return { rowsRead, hasMore: false, isDone: true };
  }
  return { rowsRead, hasMore: true, isDone: false };
}

async function giveBack(
  ctx: ServiceContext,
  { shard, error }: { shard: ClaimedShard; error: string | null },
): Promise<void> {
  await ctx.db.batch(SYSTEM, (db) => [db.execute(releaseShard(shard, { now: ctx.now, error }))]);
}
