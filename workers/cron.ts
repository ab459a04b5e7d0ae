import { type Bindings, createRuntime, type Runtime, type WakeMessage } from '../app/config/runtime.ts';
import { createJobContext } from './jobs/job-context.ts';
import { jobsDue } from './jobs/jobs-due.ts';
import { processDueEvents } from './jobs/process-due-events.ts';
import { reportOutbox } from './jobs/report-outbox.ts';
import { runJob } from './jobs/run-job.ts';

export default {
  async scheduled(controller, bindings) {
    const runtime = createRuntime(bindings);
    const due = jobsDue(controller.cron, runtime.env.APP_ENV);
    if (!runtime.flags.billing) return;
    const scheduledFor = new Date(controller.scheduledTime);
    const runs = await Promise.allSettled(due.map((job) => runJob(runtime, job, scheduledFor)));
    const failed = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason] : []));
    if (failed.length === 1) throw failed[0];
    if (failed.length > 1) throw new AggregateError(failed, 'several jobs failed');
  },

  /** A message says only where to look. A failure is retried by the queue, and by the sweep if the queue gives up. */
  async queue(batch, bindings) {
    const runtime = createRuntime(bindings);
    if (!runtime.flags.billing) return;
    for (const look of new Set(batch.messages.map(({ body }) => body.look))) await lookAt(runtime, look);
  },
} satisfies ExportedHandler<Bindings, WakeMessage>;

async function lookAt(runtime: Runtime, look: WakeMessage['look']): Promise<void> {
  const now = await runtime.clock.now();
  const ctx = createJobContext(runtime, { name: `queue:${look}`, jobRunId: crypto.randomUUID(), now });
  const { failures } = await (look === 'events' ? processDueEvents(ctx) : reportOutbox(ctx));
  if (failures.length > 0) ctx.logger.error('work from the queue failed', { failures: failures.join('; ') });
}
