import { checkPreviews } from '../../app/services/rating-checks/check-previews.ts';
import type { JobContext, JobResult } from './job.ts';

/** So many at once: the hourly job has the rest. */
const MOST = 25;

/**
 * Has the next invoice of subscriptions previewed that have just changed: until then their plan's change is in no figure
 * of the running period. Null when none has.
 */
export async function previewChanged(ctx: JobContext): Promise<JobResult | null> {
  const result = await checkPreviews(ctx, { limit: MOST, isChangedOnly: true });
  const checked = result.matched + result.skipped + result.mismatches.length;
  return checked === 0 ? null : { result, failures: result.mismatches };
}
