import { type SyncUsageResult, syncUsage } from '../../app/services/usage/sync/sync-usage.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { reportOutbox } from './report-outbox.ts';
import { sweepShards, wakeShards } from './sync-shards.ts';
import { watchMoney } from './watch-money.ts';

export const usageSyncJob: Job = { name: 'usage-sync', cron: '5 * * * *', run };

/** Hours that are already queued go to Stripe even while the replica cannot be read. */
async function run(ctx: JobContext): Promise<JobResult> {
  const [sync] = await Promise.allSettled([takeUsage(ctx)]);
  const report = await reportOutbox(ctx);
  if (sync.status === 'rejected') throw sync.reason;
  const { result, failures } = sync.value;
  const watched = await watchMoney(ctx);
  return {
    result: { sync: result, report: report.result, ...watched },
    failures: [...failures, ...report.failures],
  };
}

/** Syncs; when shards of an earlier run are left, works on those first and reads on once they are done. */
async function takeUsage(ctx: JobContext): Promise<{ result: SyncUsageResult; failures: readonly string[] }> {
  const input = { replica: ctx.runtime.replica, jobRunId: ctx.jobRunId };
  const result = await syncUsage(ctx, input);
  await wakeShards(ctx, result.shards);
  if (!result.waitsForShards) return { result, failures: [] };
  const swept = await sweepShards(ctx);
  const failures = swept?.failures ?? [];
  if (swept === null || swept.result.closedRuns === 0) return { result, failures };
  const next = await syncUsage(ctx, input);
  await wakeShards(ctx, next.shards);
  return { result: next, failures };
}
