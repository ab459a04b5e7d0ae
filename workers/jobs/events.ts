import { processEvents } from '../../app/services/events/process-events.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { reportOutbox } from './report-outbox.ts';

export const eventsJob: Job = { name: 'events', cron: '* * * * *', run };

/** The sweep: finds the events, and the hours for Stripe, whose queue message was lost or whose time has come. */
async function run(ctx: JobContext): Promise<JobResult> {
  const events = await processEvents(ctx);
  const report = await reportOutbox(ctx);
  return { result: { events, report: report.result }, failures: report.failures };
}
