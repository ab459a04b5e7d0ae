import { closeRun } from '../../app/services/usage/sync/close-run.ts';
import { listShardWork } from '../../app/services/usage/sync/list-shard-work.ts';
import type { ShardRef } from '../../app/services/usage/sync/shard-statements.ts';
import { type SyncShardResult, syncUsageShard } from '../../app/services/usage/sync/sync-usage-shard.ts';
import type { JobContext } from './job.ts';

/** Shards that one invocation works on side by side: what its memory and its six connections bear. */
const SIDE_BY_SIDE = 2;

export interface ShardsResult {
  rowsRead: number;
  closedRuns: number;
}

export interface ShardsOutcome {
  result: ShardsResult;
  failures: readonly string[];
}

type ShardContext = Omit<JobContext, 'jobRunId'>;

/** Works on the named shards, and wakes the queue for what an invocation leaves of them. */
export async function syncShards(ctx: ShardContext, named: readonly ShardRef[]): Promise<ShardsOutcome> {
  const waiting = [...named];
  const results: SyncShardResult[] = [];
  const failures: string[] = [];

  async function takeShards(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        const result = await syncUsageShard(ctx, { replica: ctx.runtime.replica, named: next });
        results.push(result);
        if (result.hasMore) await wakeShards(ctx, [next]);
      } catch (error) {
        failures.push(`usage shard: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, takeShards));
  return {
    result: {
      rowsRead: results.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      closedRuns: results.filter(({ closedRun }) => closedRun).length,
    },
    failures,
  };
}

/** One message a shard. A lost one costs a minute: the sweep finds the shard. */
export async function wakeShards(ctx: ShardContext, shards: readonly ShardRef[]): Promise<void> {
  for (const shard of shards) {
    try {
      await ctx.runtime.wake({ look: 'usage-shard', ...shard });
    } catch (error) {
      ctx.logger.warn('shard waits for the sweep', { error: String(error) });
    }
  }
}

/** The sweep: works on shards whose message or worker was lost, and closes what is done. Null: there was nothing. */
export async function sweepShards(ctx: ShardContext): Promise<ShardsOutcome | null> {
  const { due, toClose } = await listShardWork(ctx);
  if (due.length === 0 && toClose.length === 0) return null;
  const closed = await Promise.all(toClose.map((jobRunId) => closeRun(ctx, jobRunId)));
  const { result, failures } = await syncShards(ctx, due);
  const closedRuns = result.closedRuns + closed.filter(Boolean).length;
  return { result: { ...result, closedRuns }, failures };
}
