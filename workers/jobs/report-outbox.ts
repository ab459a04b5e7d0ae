import { reportUsage } from '../../app/services/usage/report/report-usage.ts';
import type { JobContext, JobResult } from './job.ts';

/**
 * Sends what is due to Stripe's meters; what one run leaves goes on in the queue. Deadlines are judged by the clock, not
 * by the scheduled time: the trigger may be late, and the job has done other work before this.
 */
export async function reportOutbox(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const startedAt = performance.now();
  const clockNow = await ctx.runtime.clock.now();
  const now = new Date(Math.max(clockNow.getTime(), ctx.now.getTime()));
  const result = await reportUsage({ ...ctx, now }, { elapsedMs: () => performance.now() - startedAt });
  if (result.backlog) await ctx.runtime.wake({ look: 'usage-outbox' });
  const failures = result.rejected.map((identifier) => `meter event ${identifier} needs a person`);
  if (result.limited) ctx.logger.error('Stripe limits our meter events', { accepted: result.accepted });
  if (result.outage) failures.push('Stripe takes no meter events');
  return { result, failures };
}
