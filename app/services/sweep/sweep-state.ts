import { eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import type { Pass, SweepSource } from './sweep-source.ts';

export interface SweepState {
  /** Null before the first pass. */
  sweptTo: Date | null;
  /** Where the pass under way ends; null when none is. */
  passTo: Date | null;
  cursor: string | null;
}

export async function loadSweepState(ctx: ServiceContext, name: SweepSource['name']): Promise<SweepState> {
  const { stripeSweeps } = schema;
  const [[state]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select().from(stripeSweeps).where(eq(stripeSweeps.name, name)),
  ]);
  return state ?? { sweptTo: null, passTo: null, cursor: null };
}

interface Progress {
  name: SweepSource['name'];
  pass: Pass;
  /** Null at the end of the pass. */
  next: string | null;
  now: Date;
}

export function noteProgress(db: QueryBuilder, { name, pass, next, now }: Progress) {
  const { stripeSweeps } = schema;
  const isDone = next === null;
  const passTo = isDone ? null : pass.to;
  return db
    .insert(stripeSweeps)
    .values({ name, sweptTo: isDone ? pass.to : pass.from, passTo, cursor: next, updatedAt: now })
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
