import type { Job, JobContext, JobResult } from './job.ts';
import { processDueEvents } from './process-due-events.ts';
import { reportOutbox } from './report-outbox.ts';

export const eventsJob: Job = { name: 'events', cron: '* * * * *', run };

/** The sweep: finds the events, and the hours for Stripe, whose queue message was lost or whose time has come. */
async function run(ctx: JobContext): Promise<JobResult> {
  const [events] = await Promise.allSettled([processDueEvents(ctx)]);
  const report = await reportOutbox(ctx);
  if (events.status === 'rejected') throw events.reason;
  return {
    result: { events: events.value.result, report: report.result },
    failures: [...events.value.failures, ...report.failures],
  };
}
