import type { ServiceContext } from '../context.ts';
import { getRun, type RunDetail } from './get-run.ts';
import type { Stopwatch } from './pace.ts';
import { processRuns } from './process-runs.ts';
import type { RunRequest } from './run.ts';
import { startRun } from './start-run.ts';

/** An answer may take 20 seconds; the rest of it is small. */
const ANSWER_WITHIN_MS = 15_000;
const METERS = 3;
/** Pages of Stripe's lists, roughly: small beside the meters. */
const LIST_CALLS = 20;

export interface RunNowInput extends Stopwatch {
  request: RunRequest;
  callsPerSecond: number;
  /** Wakes the consumer that goes on with what is left. */
  wake(): Promise<void>;
}

/** Starts a run and, when it fits into one answer, does it at once; a longer one goes on in the queue. */
export async function runNow(
  ctx: ServiceContext,
  input: RunNowInput,
): Promise<RunDetail | { runId: string }> {
  const { runId, customers } = await startRun(ctx, input.request);
  const expectedMs = ((customers * METERS + LIST_CALLS) * 1_000) / input.callsPerSecond;
  if (expectedMs <= ANSWER_WITHIN_MS) {
    await processRuns(ctx, { ...input, runId, maxMs: ANSWER_WITHIN_MS });
    const detail = await getRun(ctx, runId);
    if (detail !== null && detail.run.status !== 'running') return detail;
  }
  await input.wake();
  return { runId };
}
