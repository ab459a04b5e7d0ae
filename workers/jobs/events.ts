import { describeError } from '../../app/services/events/describe-error.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { previewChanged } from './preview-changed.ts';
import { processDueEvents } from './process-due-events.ts';
import { reportOutbox } from './report-outbox.ts';
import { reviewInvoicesDue } from './review-invoices-due.ts';
import { sendDueNotifications } from './send-due-notifications.ts';
import { sweepShards } from './sync-shards.ts';
import { trueUpInvoicesDue } from './true-up-invoices-due.ts';
import { wakeReconciliations } from './wake-reconciliations.ts';

export const eventsJob: Job = { name: 'events', cron: '* * * * *', run };

/**
 * What has the shortest time comes first: a draft is issued in minutes, and has its usage and its true-up before it is
 * looked at.
 */
const PARTS: readonly (readonly [name: string, work: (ctx: JobContext) => Promise<JobResult | null>])[] = [
  ['report', reportOutbox],
  ['trueUps', trueUpInvoicesDue],
  ['reviews', reviewInvoicesDue],
  ['events', processDueEvents],
  ['previews', previewChanged],
  ['usageShards', sweepShards],
  ['reconciliation', wakeReconciliations],
  ['notifications', sendDueNotifications],
];

/** The sweep of every queue: finds what its queue message was lost for, or whose time has come. None stops another. */
async function run(ctx: JobContext): Promise<JobResult> {
  const result: Record<string, object> = {};
  const failures: string[] = [];
  for (const [name, work] of PARTS) {
    try {
      const done = await work(ctx);
      if (done === null) continue;
      result[name] = done.result;
      failures.push(...done.failures);
    } catch (error) {
      failures.push(`${name}: ${describeError(error)}`);
    }
  }
  return { result, failures };
}
