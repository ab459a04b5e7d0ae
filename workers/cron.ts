import { type Bindings, type Runtime, runtimeOf, type WakeMessage } from '../app/config/runtime.ts';
import type { JobContext } from './jobs/job.ts';
import { createJobContext } from './jobs/job-context.ts';
import { jobsDue } from './jobs/jobs-due.ts';
import { processDueEvents } from './jobs/process-due-events.ts';
import { processReconciliations } from './jobs/process-reconciliations.ts';
import { reportOutbox } from './jobs/report-outbox.ts';
import { reviewInvoicesDue } from './jobs/review-invoices-due.ts';
import { runJob } from './jobs/run-job.ts';
import { runRequestedJobs } from './jobs/run-requested-jobs.ts';
import { syncShards } from './jobs/sync-shards.ts';
import { trueUpInvoicesDue } from './jobs/true-up-invoices-due.ts';

export default {
  async scheduled(controller, bindings) {
    const runtime = runtimeOf(bindings);
    const due = jobsDue(controller.cron, runtime.env.APP_ENV);
    if (!runtime.flags.billing) return;
    const scheduledFor = new Date(controller.scheduledTime);
    const runs = await Promise.allSettled(due.map((job) => runJob(runtime, { job, scheduledFor })));
    // The sweep behind the queue, for what an admin asked to run.
    if (due.some(({ name }) => name === 'events')) await runRequestedJobs(runtime);
    const failed = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason] : []));
    if (failed.length === 1) throw failed[0];
    if (failed.length > 1) throw new AggregateError(failed, 'several jobs failed');
  },

  /** A message says only where to look. A failure is retried by the queue, and by the sweep if the queue gives up. */
  async queue(batch, bindings) {
    const runtime = runtimeOf(bindings);
    if (!runtime.flags.billing) return;
    for (const message of distinct(batch.messages)) await lookAt(runtime, message);
    const shards = batch.messages.flatMap(({ body }) => (body.look === 'usage-shard' ? [body] : []));
    if (shards.length === 0) return;
    const ctx = await queueContext(runtime, 'usage-shard');
    logFailures(ctx, (await syncShards(ctx, shards)).failures);
  },
} satisfies ExportedHandler<Bindings, WakeMessage>;

type Look = Exclude<WakeMessage['look'], 'usage-shard'>;

const LOOKS = {
  events: processDueEvents,
  'usage-outbox': reportOutbox,
  reconciliation: processReconciliations,
  'true-ups': trueUpInvoicesDue,
  'invoice-reviews': reviewInvoicesDue,
} as const;

function distinct(messages: readonly Message<WakeMessage>[]): Set<Look> {
  return new Set(messages.flatMap(({ body }) => (body.look === 'usage-shard' ? [] : [body.look])));
}

async function lookAt(runtime: Runtime, look: Look): Promise<void> {
  if (look === 'job-requests') return runRequestedJobs(runtime);
  const ctx = await queueContext(runtime, look);
  const { failures } = await LOOKS[look](ctx);
  logFailures(ctx, failures);
}

async function queueContext(runtime: Runtime, look: WakeMessage['look']): Promise<JobContext> {
  const now = await runtime.clock.now();
  return createJobContext(runtime, { name: `queue:${look}`, jobRunId: crypto.randomUUID(), now });
}

function logFailures({ logger }: JobContext, failures: readonly string[]): void {
  if (failures.length > 0) logger.error('work from the queue failed', { failures: failures.join('; ') });
}
