import { eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { nullWhenCursorIsGone } from '../../stripe/missing.ts';
import type { ServiceContext } from '../context.ts';
import type { Pass, SweepSource } from './sweep-source.ts';

/** 4,000 events a run and list; a pass that needs more goes on in the next run. */
const MAX_PAGES = 40;

export interface SweepResult {
  name: SweepSource['name'];
  pages: number;
  seen: number;
  /** What Stripe had and we had not. */
  missed: number;
  /** The end of the list was reached. */
  complete: boolean;
}

/**
 * Goes through one of Stripe's lists and queues what we do not know. Each page is stored together with how far the
 * pass has come, so a run that is killed goes on where it was, and two at once do the same work twice, to no effect.
 */
export async function runSweep(
  ctx: ServiceContext,
  source: SweepSource,
  { maxPages = MAX_PAGES }: { maxPages?: number } = {},
): Promise<SweepResult> {
  const result: SweepResult = { name: source.name, pages: 0, seen: 0, missed: 0, complete: false };
  const state = await loadState(ctx, source);
  const isUnderWay = state?.passTo != null;
  const isDue = state === undefined || ctx.now.getTime() - state.sweptTo.getTime() >= source.everyMs;
  if (!isUnderWay && !isDue) return { ...result, complete: true };
  const to = state?.passTo ?? ctx.now;
  const from = source.from(to, state?.sweptTo ?? null);
  for (let cursor = state?.cursor ?? null; result.pages < maxPages; ) {
    const page = await readPage(ctx, source, { from, to, cursor });
    const [stored] = await ctx.db.batch({ kind: 'system' }, (db) => [
      page.store(db),
      noteProgress(db, { source, to, from, next: page.next, now: ctx.now }),
    ]);
    result.pages += 1;
    result.seen += page.seen;
    result.missed += stored.rows.length;
    cursor = page.next;
    if (cursor === null) {
      result.complete = true;
      break;
    }
  }
  if (result.missed > 0) ctx.logger.warn('stripe knew what we did not', { ...result });
  return result;
}

async function loadState(ctx: ServiceContext, { name }: SweepSource) {
  const { stripeSweeps } = schema;
  const [[state]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select().from(stripeSweeps).where(eq(stripeSweeps.name, name)),
  ]);
  return state;
}

/** A cursor that Stripe has forgotten begins the pass anew; what was stored stays stored. */
async function readPage(ctx: ServiceContext, source: SweepSource, pass: Pass) {
  const page = await nullWhenCursorIsGone(source.readPage(ctx, pass));
  return page ?? source.readPage(ctx, { ...pass, cursor: null });
}

interface Progress {
  source: SweepSource;
  from: Date;
  to: Date;
  next: string | null;
  now: Date;
}

function noteProgress(db: QueryBuilder, { source, from, to, next, now }: Progress) {
  const { stripeSweeps } = schema;
  const isDone = next === null;
  const passTo = isDone ? null : to;
  return db
    .insert(stripeSweeps)
    .values({ name: source.name, sweptTo: isDone ? to : from, passTo, cursor: next, updatedAt: now })
    .onConflictDoUpdate({
      target: stripeSweeps.name,
      set: {
        passTo,
        cursor: next,
        updatedAt: now,
        ...(isDone && { sweptTo: sql`greatest(${stripeSweeps.sweptTo}, excluded.swept_to)` }),
      },
    });
}
