import { describeError } from '../../app/services/events/describe-error.ts';
import { runSweep } from '../../app/services/sweep/run-sweep.ts';
import { SWEEP_SOURCES } from '../../app/services/sweep/sources.ts';
import { pacedStripe } from '../paced-stripe.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const webhookSweepJob: Job = { name: 'webhook-sweep', cron: '45 * * * *', run };

/** Asks Stripe for what it could not bring us. One list that fails does not hold up the others. */
async function run(ctx: JobContext): Promise<JobResult> {
  const paced = { ...ctx, stripe: pacedStripe(ctx.runtime) };
  const lists: object[] = [];
  const failures: string[] = [];
  let missed = 0;
  for (const source of SWEEP_SOURCES) {
    try {
      const swept = await runSweep(paced, source);
      missed += swept.missed;
      lists.push(swept);
    } catch (error) {
      failures.push(`${source.name}: ${describeError(error)}`);
    }
  }
  if (missed > 0) await ctx.runtime.wake({ look: 'events' });
  return { result: { missed, lists }, failures };
}
