import { evaluateBudgets } from '../../app/services/budgets/evaluate-budgets.ts';
import { snapshotForecasts } from '../../app/services/usage/forecast/snapshot-forecasts.ts';
import type { JobContext } from './job.ts';

/** What follows each finished sync: budgets are compared with the new usage, and the day's forecasts are kept once. */
export async function watchMoney(ctx: Omit<JobContext, 'jobRunId'>): Promise<object> {
  const startedAt = performance.now();
  const budgets = await evaluateBudgets(ctx);
  const forecasts = await snapshotForecasts(ctx, { elapsedMs: () => performance.now() - startedAt });
  return { budgets, forecasts };
}
