import { runDunning } from '../../app/services/dunning/run-dunning.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const dunningJob: Job = { name: 'dunning', cron: '20 * * * *', run };

async function run(ctx: JobContext): Promise<JobResult> {
  const result = await runDunning(ctx);
  const failures = [
    ...result.failures.map(({ stripeInvoiceId, error }) => `${stripeInvoiceId}: ${error}`),
    ...result.alarms.map(({ stripeInvoiceId }) => `${stripeInvoiceId} is retried by Stripe as well`),
  ];
  return { result, failures };
}
