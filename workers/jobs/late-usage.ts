import { issueAdjustments } from '../../app/services/adjustments/issue-adjustments.ts';
import { planAdjustments } from '../../app/services/adjustments/plan-adjustments.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const lateUsageJob: Job = { name: 'late-usage', cron: '35 * * * *', run };

/** Decides what closed periods still owe, then makes it in Stripe; what was decided before is made in any case. */
async function run(ctx: JobContext): Promise<JobResult> {
  const [planned] = await Promise.allSettled([planAdjustments(ctx)]);
  const issued = await issueAdjustments(ctx);
  if (planned.status === 'rejected') throw planned.reason;
  return {
    result: { planned: planned.value, issued },
    failures: [...planned.value.problems, ...issued.failed],
  };
}
