import type { ServiceContext } from '../context.ts';
import { deferralMs } from './backoff.ts';
import { claimEvents } from './claim-events.ts';
import { countSubrequests } from './count-subrequests.ts';
import { postponeDue } from './postpone-due.ts';
import { createRun, type ProcessedEvents, type Run } from './run.ts';
import { isOver, settleRound } from './settle-round.ts';

export type { ProcessedEvents } from './run.ts';

/** An invocation may make 1,000 requests of its own where Cloudflare allows the least; works under way need the rest. */
const MAX_SUBREQUESTS = 750;
const SUBJECTS_PER_ROUND = 100;

/**
 * Works through the due events: claim, read the object from Stripe outside any transaction, write it under its lease
 * and mark the events done in the same batch. One failing object does not hold up the others; when Stripe cannot
 * answer at all, the run ends and what is due waits, uncounted.
 */
export async function processEvents(
  ctx: ServiceContext,
  {
    maxSubrequests = MAX_SUBREQUESTS,
    subjectsPerRound = SUBJECTS_PER_ROUND,
  }: { maxSubrequests?: number; subjectsPerRound?: number } = {},
): Promise<ProcessedEvents> {
  const counted = countSubrequests(ctx);
  const run = createRun(counted.ctx, () => counted.spent() >= maxSubrequests);
  try {
    while (!isOver(run)) {
      const groups = await claimEvents(run.ctx, { subjects: subjectsPerRound, except: [...run.blocked] });
      if (groups.length === 0) return report(run);
      await settleRound(run, groups);
    }
    if (run.halt !== null) await halt(run, run.halt);
    else run.result.moreDue = true;
    return report(run);
  } finally {
    counted.stop();
  }
}

async function halt(run: Run, { kind, message, retryAfterMs }: NonNullable<Run['halt']>): Promise<void> {
  run.result.halted = kind === 'throttled' ? 'throttled' : 'outage';
  const until = new Date(run.ctx.now.getTime() + deferralMs(1, retryAfterMs));
  await run.ctx.db.batch({ kind: 'system' }, (db) => [postponeDue(db, { now: run.ctx.now, until })]);
  run.ctx.logger.warn('events wait', { until: until.toISOString(), reason: message });
}

function report({ ctx, result }: Run): ProcessedEvents {
  if (result.claimed > 0) ctx.logger.info('events processed', { ...result });
  return result;
}
