import { DEFAULT_ALERT_THRESHOLDS } from '../../app/domain/reconciliation/alert-thresholds.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { getRun, type RunDetail } from '../../app/services/reconciliation/get-run.ts';
import { createPace, type Pace, type Stopwatch } from '../../app/services/reconciliation/pace.ts';
import { processRuns } from '../../app/services/reconciliation/process-runs.ts';
import type { RunRequest } from '../../app/services/reconciliation/run.ts';
import { startRun } from '../../app/services/reconciliation/start-run.ts';

/** Time stands still, and Stripe is asked as fast as it answers. */
export const STANDSTILL: Stopwatch = { elapsedMs: () => 0, wait: async () => undefined };
export const NO_PACE: Pace = createPace(STANDSTILL);

export const WHOLE_RUN: RunRequest = {
  trigger: 'api',
  tolerancePercent: '0.5',
  meterTolerances: {},
  alertThresholds: DEFAULT_ALERT_THRESHOLDS,
  customerId: null,
  period: null,
};

/** One run from its start to its end. */
export async function reconcileNow(
  ctx: ServiceContext,
  request: Partial<RunRequest> = {},
): Promise<RunDetail> {
  const { runId } = await startRun(ctx, { ...WHOLE_RUN, ...request });
  const { failures } = await processRuns(ctx, {
    ...STANDSTILL,
    runId,
    maxMs: 1,
    maxSubrequests: 100_000,
  });
  const detail = await getRun(ctx, runId);
  if (failures.length > 0 || detail === null || detail.run.status !== 'succeeded') {
    throw new Error(`the run ended ${detail?.run.status}: ${failures.join('; ')}`);
  }
  return detail;
}
