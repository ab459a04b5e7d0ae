import { checkPreviews } from '../../app/services/rating-checks/check-previews.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const ratingCheckJob: Job = { name: 'rating-check', cron: '50 * * * *', run };

async function run(ctx: JobContext): Promise<JobResult> {
  const result = await checkPreviews(ctx);
  return { result, failures: result.mismatches };
}
