import { processEvents } from '../../app/services/events/process-events.ts';
import { pacedStripe } from '../paced-stripe.ts';
import type { JobContext, JobResult } from './job.ts';

/** Works through the due events; what one run leaves goes on in the queue. */
export async function processDueEvents(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const result = await processEvents({ ...ctx, stripe: pacedStripe(ctx.runtime) });
  if (result.moreDue) await ctx.runtime.wake({ look: 'events' });
  const failures = result.dead === 0 ? [] : [`${result.dead} events are dead`];
  if (result.halted !== null) failures.push(`events wait: ${result.halted}`);
  return { result, failures };
}
