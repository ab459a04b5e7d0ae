import { DEFAULT_ALERT_THRESHOLDS } from '../../app/domain/reconciliation/alert-thresholds.ts';
import { startRun } from '../../app/services/reconciliation/start-run.ts';
import type { Job, JobContext, JobResult } from './job.ts';
import { processReconciliations } from './process-reconciliations.ts';

export const reconcileJob: Job = { name: 'reconcile', cron: '40 2 * * *', run };

/** Everybody, every night. What the job itself does not get done goes on in the queue, and the run's row says so. */
async function run(ctx: JobContext): Promise<JobResult> {
  const { runId, customers } = await startRun(ctx, {
    trigger: 'nightly',
    tolerancePercent: String(ctx.runtime.env.RECONCILE_TOLERANCE_PERCENT),
    meterTolerances: {},
    alertThresholds: DEFAULT_ALERT_THRESHOLDS,
    customerId: null,
    period: null,
  });
  const { result, failures } = await processReconciliations(ctx);
  return { result: { reconciliationId: runId, customers, ...result }, failures };
}
