import type { Job, JobContext, JobResult } from './job.ts';
import { processDueEvents } from './process-due-events.ts';
import { reportOutbox } from './report-outbox.ts';
import { reviewInvoicesDue } from './review-invoices-due.ts';
import { sendDueNotifications } from './send-due-notifications.ts';
import { sweepShards } from './sync-shards.ts';
import { trueUpInvoicesDue } from './true-up-invoices-due.ts';

export const eventsJob: Job = { name: 'events', cron: '* * * * *', run };

/**
 * The sweep of every queue: finds what its queue message was lost for, or whose time has come. A draft has its usage
 * and its true-up before it is looked at.
 */
async function run(ctx: JobContext): Promise<JobResult> {
  const [events, shards] = await Promise.allSettled([processDueEvents(ctx), sweepShards(ctx)]);
  const report = await reportOutbox(ctx);
  const [trueUps] = await Promise.allSettled([trueUpInvoicesDue(ctx)]);
  const reviews = await reviewInvoicesDue(ctx);
  const notifications = await sendDueNotifications(ctx);
  if (events.status === 'rejected') throw events.reason;
  if (shards.status === 'rejected') throw shards.reason;
  if (trueUps.status === 'rejected') throw trueUps.reason;
  const swept = shards.value;
  return {
    result: {
      events: events.value.result,
      ...(swept !== null && { usageShards: swept.result }),
      report: report.result,
      trueUps: trueUps.value.result,
      reviews: reviews.result,
      notifications: notifications.result,
    },
    failures: [
      ...events.value.failures,
      ...(swept?.failures ?? []),
      ...report.failures,
      ...trueUps.value.failures,
      ...reviews.failures,
      ...notifications.failures,
    ],
  };
}
