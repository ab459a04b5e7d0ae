import { runDunning } from '../../app/services/dunning/run-dunning.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const dunningJob: Job = { name: 'dunning', cron: '20 * * * *', run };

async function run(ctx: JobContext): Promise<JobResult> {
  return { result: await runDunning(ctx), failures: [] };
}
