import { callsPerSecond } from '../../app/services/reconciliation/pace.ts';
import { processRuns } from '../../app/services/reconciliation/process-runs.ts';
import { continueRepairs } from '../../app/services/reconciliation/repair/continue-repairs.ts';
import type { JobContext, JobResult } from './job.ts';

/** A queue's invocation may last longer; short ones show progress, and lose little when they die. */
const LONGEST_MS = 60_000;

/** Goes on with the shards of runs and the steps of accepted plans; what one run leaves goes on in the queue. */
export async function processReconciliations(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  const result = await processRuns(ctx, {
    runId: null,
    maxMs: LONGEST_MS,
    elapsedMs,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    callsPerSecond: callsPerSecond(ctx.runtime.env),
  });
  const repairsLeft = await continueRepairs(ctx, new Date(ctx.now.getTime() + elapsedMs()));
  if (result.moreDue || repairsLeft > 0) await ctx.runtime.wake({ look: 'reconciliation' });
  return { result: { ...result, repairsLeft }, failures: result.failures };
}
