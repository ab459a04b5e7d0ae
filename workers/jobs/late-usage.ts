import { issueAdjustments } from '../../app/services/adjustments/issue-adjustments.ts';
import { planAdjustments } from '../../app/services/adjustments/plan-adjustments.ts';
import type { Job, JobContext, JobResult } from './job.ts';

/** An invocation ends after fifteen minutes; what is left then is made in the next hour. */
const LONGEST_RUN_MS = 8 * 60_000;
/** Each counts its requests, up to 450; an invocation may make ten thousand. */
const MOST_PAGES = 20;

export const lateUsageJob: Job = { name: 'late-usage', cron: '35 * * * *', run };

/** Decides what closed periods still owe, then makes it in Stripe; what was decided before is made in any case. */
async function run(ctx: JobContext): Promise<JobResult> {
  const startedAt = performance.now();
  const [planned] = await Promise.allSettled([planAdjustments(ctx)]);
  const issued = await issueAll(ctx, () => performance.now() - startedAt);
  if (planned.status === 'rejected') throw planned.reason;
  return {
    result: { planned: planned.value, issued },
    failures: [...planned.value.problems, ...issued.failed],
  };
}

/** Ends early while Stripe gives no verdicts: what it did not take is due again later. */
async function issueAll(ctx: JobContext, elapsedMs: () => number) {
  let total = await issueAdjustments(ctx);
  for (let pages = 1; total.moreDue && total.retried === 0 && pages < MOST_PAGES; pages += 1) {
    if (elapsedMs() > LONGEST_RUN_MS) break;
    const page = await issueAdjustments(ctx);
    total = {
      issued: total.issued + page.issued,
      retried: total.retried + page.retried,
      failed: [...total.failed, ...page.failed],
      moreDue: page.moreDue,
    };
  }
  return total;
}
