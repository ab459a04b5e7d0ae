import { checkPreviews } from '../../app/services/rating-checks/check-previews.ts';
import type { Job, JobContext, JobResult } from './job.ts';

/** An invocation ends after fifteen minutes and may make ten thousand requests, one a check. */
const LONGEST_RUN_MS = 8 * 60_000;
const MOST_PAGES = 25;

export const ratingCheckJob: Job = { name: 'rating-check', cron: '50 * * * *', run };

/** Page after page until none is due; what a run leaves has its turn in the next, the nearest ends first. */
async function run(ctx: JobContext): Promise<JobResult> {
  const startedAt = performance.now();
  let total = await checkPreviews(ctx);
  for (let pages = 1; total.moreDue && pages < MOST_PAGES; pages += 1) {
    if (performance.now() - startedAt > LONGEST_RUN_MS) break;
    const page = await checkPreviews(ctx);
    total = {
      matched: total.matched + page.matched,
      skipped: total.skipped + page.skipped,
      mismatches: [...total.mismatches, ...page.mismatches],
      moreDue: page.moreDue,
    };
  }
  return { result: total, failures: total.mismatches };
}
