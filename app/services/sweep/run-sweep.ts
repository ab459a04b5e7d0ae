import { nullWhenCursorIsGone } from '../../stripe/missing.ts';
import type { ServiceContext } from '../context.ts';
import type { Pass, SweepSource } from './sweep-source.ts';
import { loadSweepState, noteProgress, type SweepState } from './sweep-state.ts';

/** 4,000 events a run and list; a pass that needs more goes on in the next run. */
const MAX_PAGES = 40;

export interface SweepResult {
  name: SweepSource['name'];
  pages: number;
  seen: number;
  /** What Stripe had and we had not. */
  missed: number;
  /** Everything that was due has been looked at. */
  complete: boolean;
}

/**
 * Goes through one of Stripe's lists and queues what we do not know, pass by pass until now. Each page is stored together
 * with how far the pass has come, so a run that is killed goes on where it was, and two at once do the same work twice,
 * to no effect.
 */
export async function runSweep(
  ctx: ServiceContext,
  source: SweepSource,
  { maxPages = MAX_PAGES }: { maxPages?: number } = {},
): Promise<SweepResult> {
  const result: SweepResult = { name: source.name, pages: 0, seen: 0, missed: 0, complete: false };
  const state = await loadSweepState(ctx, source.name);
  let pass = (await mayRest(ctx, source, state)) ? null : nextPass(source, state, ctx.now);
  while (pass !== null && result.pages < maxPages) {
    const page = await readPage(ctx, source, pass);
    const progress = { name: source.name, pass, next: page.next, now: ctx.now };
    const [stored] = await ctx.db.batch({ kind: 'system' }, (db) => [
      page.store(db),
      noteProgress(db, progress),
    ]);
    result.pages += 1;
    result.seen += page.seen;
    result.missed += stored.rows.length;
    pass = page.next === null ? passAfter(source, pass, ctx.now) : { ...pass, cursor: page.next };
  }
  result.complete = pass === null;
  if (result.missed > 0) ctx.logger.warn('stripe knew what we did not', { ...result });
  return result;
}

/** What has been begun is brought to its end. */
async function mayRest(ctx: ServiceContext, { standsIn }: SweepSource, state: SweepState): Promise<boolean> {
  if (standsIn === undefined || isUnderWay(state)) return false;
  const { sweptTo } = await loadSweepState(ctx, standsIn.for);
  return sweptTo !== null && ctx.now.getTime() - sweptTo.getTime() < standsIn.behindMs;
}

function nextPass(source: SweepSource, state: SweepState, now: Date): Pass | null {
  const { sweptTo } = state;
  if (isUnderWay(state))
    return { from: source.from(state.passTo, sweptTo), to: state.passTo, cursor: state.cursor };
  if (sweptTo !== null && now.getTime() - sweptTo.getTime() < source.everyMs) return null;
  const from = source.from(now, sweptTo);
  const furthestMs = from.getTime() + (source.longestPassMs ?? Number.POSITIVE_INFINITY);
  return { from, to: new Date(Math.min(furthestMs, now.getTime())), cursor: null };
}

/** A pass that another has overtaken has nothing left to find. */
function isUnderWay(state: SweepState): state is SweepState & { passTo: Date } {
  const { passTo, sweptTo } = state;
  return passTo !== null && (sweptTo === null || passTo > sweptTo);
}

function passAfter(source: SweepSource, done: Pass, now: Date): Pass | null {
  if (done.to >= now) return null;
  return nextPass(source, { sweptTo: done.to, passTo: null, cursor: null }, now);
}

/** A cursor that Stripe has forgotten begins the pass anew; what was stored stays stored. */
async function readPage(ctx: ServiceContext, source: SweepSource, pass: Pass) {
  const page = await nullWhenCursorIsGone(source.readPage(ctx, pass));
  return page ?? source.readPage(ctx, { ...pass, cursor: null });
}
