import { stripeRefusal } from '../../stripe/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { countSubrequests } from '../events/count-subrequests.ts';
import { describeError } from '../events/describe-error.ts';
import { type ClaimedShard, claimShard } from './claim-shard.ts';
import { finishEndedRuns, finishRun } from './finish-run.ts';
import { workObjects } from './objects/work-objects.ts';
import { createPace, type Pace, type Stopwatch } from './pace.ts';
import { failStep, recordStep, releaseShard, type Step } from './record-step.ts';
import { workUsage } from './usage/work-usage.ts';

/** Cloudflare allows 1,000 requests an invocation; a step may need the difference. */
const MAX_SUBREQUESTS = 700;
const MAX_TAKEOVERS = 6;

export interface ProcessRunsInput extends Stopwatch {
  /** Of this run alone; of any when null. */
  runId: string | null;
  /** When to leave the rest to the next invocation. */
  maxMs: number;
  maxSubrequests?: number;
  callsPerSecond?: number;
}

export interface ProcessedRuns {
  steps: number;
  /** Steps that failed, by shard; they are due again later. */
  failures: readonly string[];
  /** Work is left that may go on at once. */
  moreDue: boolean;
}

/**
 * Works through the shards of runs, step by step, each step's findings written with its progress: a kill costs one step
 * and nothing is told twice. Ends runs whose shards are done.
 */
export async function processRuns(ctx: ServiceContext, input: ProcessRunsInput): Promise<ProcessedRuns> {
  const counted = countSubrequests(ctx);
  const limit = input.maxSubrequests ?? MAX_SUBREQUESTS;
  const worker: Worker = {
    ctx: counted.ctx,
    pace: createPace(input, input.callsPerSecond, input.maxMs),
    clock: () => new Date(ctx.now.getTime() + input.elapsedMs()),
    isSpent: () => input.elapsedMs() >= input.maxMs || counted.spent() >= limit,
  };
  const failures: string[] = [];
  let steps = 0;
  try {
    while (!worker.isSpent()) {
      const shard = await claimShard(counted.ctx, { runId: input.runId, now: worker.clock() });
      if (shard === null) {
        await finishEndedRuns(counted.ctx, worker.clock());
        return { steps, failures, moreDue: false };
      }
      const worked = await workShard(worker, shard);
      steps += worked.steps;
      if (worked.error !== null) failures.push(`${shard.run.id} ${shard.kind}: ${worked.error}`);
      await finishRun(counted.ctx, { runId: shard.run.id, now: worker.clock() });
    }
    return { steps, failures, moreDue: true };
  } finally {
    counted.stop();
  }
}

interface Worker {
  ctx: ServiceContext;
  pace: Pace;
  clock(): Date;
  isSpent(): boolean;
}

async function workShard(
  { ctx, pace, clock, isSpent }: Worker,
  claimed: ClaimedShard,
): Promise<{ steps: number; error: string | null }> {
  let shard = claimed;
  let steps = 0;
  try {
    if (shard.attempts >= MAX_TAKEOVERS) throw new Error('whoever worked at this died every time');
    for (;;) {
      const step = await workStep(ctx, shard, { pace, now: clock() });
      await recordStep(ctx, { shard, step, now: clock() });
      steps += 1;
      if (step.cursor === null) return { steps, error: null };
      shard = { ...shard, cursor: step.cursor, attempts: 0 };
      if (isSpent()) {
        await releaseShard(ctx, shard);
        return { steps, error: null };
      }
    }
  } catch (error) {
    const described = describeError(error);
    const refusal = stripeRefusal(error);
    ctx.logger.error('reconciliation step failed', { run: shard.run.id, kind: shard.kind, error: described });
    await failStep(ctx, { shard, error: described, refusal, now: clock() });
    return { steps, error: described };
  }
}

function workStep(
  ctx: ServiceContext,
  shard: ClaimedShard,
  { pace, now }: { pace: Pace; now: Date },
): Promise<Step> {
  const { kind } = shard;
  return kind === 'usage'
    ? workUsage(ctx, { shard, pace, now })
    : workObjects(ctx, { shard, kind, pace, now });
}
