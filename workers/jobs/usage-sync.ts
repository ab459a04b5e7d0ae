import { syncUsage } from '../../app/services/usage/sync-usage.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { reportOutbox } from './report-outbox.ts';

export const usageSyncJob: Job = { name: 'usage-sync', cron: '5 * * * *', run };

/** Hours that are already queued go to Stripe even while the replica cannot be read. */
async function run(ctx: JobContext): Promise<JobResult> {
  const [sync] = await Promise.allSettled([
    syncUsage(ctx, { replica: ctx.runtime.replica, jobRunId: ctx.jobRunId }),
  ]);
  const report = await reportOutbox(ctx);
  if (sync.status === 'rejected') throw sync.reason;
  return { result: { sync: sync.value, report: report.result }, failures: report.failures };
}
