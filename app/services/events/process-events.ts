import type { ServiceContext } from '../context.ts';
import { claimEvents } from './claim-events.ts';
import { countSubrequests } from './count-subrequests.ts';
import { groupByTarget } from './group-by-target.ts';
import { type Settled, settleWork } from './settle-work.ts';

/** Cloudflare allows 1,000 requests an invocation; a round may need the difference. */
const MAX_SUBREQUESTS = 750;
const SUBJECTS_PER_ROUND = 8;
const EVENTS_PER_ROUND = 200;

export interface ProcessedEvents {
  claimed: number;
  /** Events by what became of them. */
  applied: number;
  unchanged: number;
  ignored: number;
  failed: number;
  dead: number;
  /** Put back because somebody else is reading the same object. */
  postponed: number;
  /** Objects that these events were about: many events of one object cost one reading. */
  objects: number;
  /** The budget ended before the work did. */
  moreDue: boolean;
}

/**
 * Works through the due events: claim, read the object from Stripe outside any transaction, write it under its lease
 * and mark the events done in the same batch. One failing object does not hold up the others.
 */
export async function processEvents(
  ctx: ServiceContext,
  { maxSubrequests = MAX_SUBREQUESTS }: { maxSubrequests?: number } = {},
): Promise<ProcessedEvents> {
  const counted = countSubrequests(ctx);
  const result = emptyResult();
  const blocked: string[] = [];
  try {
    while (counted.spent() < maxSubrequests) {
      const groups = await claimEvents(counted.ctx, {
        subjects: SUBJECTS_PER_ROUND,
        events: EVENTS_PER_ROUND,
        except: blocked,
      });
      if (groups.length === 0) return report(ctx, result);
      const work = await groupByTarget(counted.ctx, groups);
      const settled = await Promise.allSettled(work.map((item) => settleWork(counted.ctx, item)));
      for (const item of settled) {
        if (item.status === 'rejected') continue;
        count(result, item.value);
        blocked.push(...item.value.blocked);
      }
      const failed = settled.find((item) => item.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    return report(ctx, { ...result, moreDue: true });
  } finally {
    counted.stop();
  }
}

function emptyResult(): ProcessedEvents {
  return {
    claimed: 0,
    applied: 0,
    unchanged: 0,
    ignored: 0,
    failed: 0,
    dead: 0,
    postponed: 0,
    objects: 0,
    moreDue: false,
  };
}

function count(result: ProcessedEvents, { fate, events, dead }: Settled): void {
  result.claimed += events;
  result.objects += 1;
  result[fate] += events - dead;
  result.dead += dead;
}

function report(ctx: ServiceContext, result: ProcessedEvents): ProcessedEvents {
  if (result.claimed > 0) ctx.logger.info('events processed', { ...result });
  return result;
}
