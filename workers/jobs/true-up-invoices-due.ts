import { issueAdjustments } from '../../app/services/adjustments/issue-adjustments.ts';
import { planTrueUps } from '../../app/services/commitments/plan-true-ups.ts';
import type { JobContext, JobResult } from './job.ts';

/**
 * Fills up the drafts that Stripe is about to issue to their minimum; what was decided before is made in any case. A
 * run's rest follows at once, unless Stripe gives no verdicts.
 */
export async function trueUpInvoicesDue(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const [planned] = await Promise.allSettled([planTrueUps(ctx)]);
  const issued = await issueAdjustments(ctx);
  if (planned.status === 'rejected') throw planned.reason;
  const isMore = planned.value.moreDue || (issued.moreDue && issued.retried === 0);
  if (isMore) await ctx.runtime.wake({ look: 'true-ups' });
  return {
    result: { planned: planned.value, issued },
    failures: [...planned.value.problems, ...issued.failed],
  };
}
