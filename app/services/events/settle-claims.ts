import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import { abandonLeases } from '../mirror/lease.ts';
import type { Run } from './run.ts';
import { type EventsToSettle, putBackEvents } from './settle-events.ts';
import type { Work } from './work.ts';

export function claimOf(run: Run, { events, token }: Pick<Work, 'events' | 'token'>): EventsToSettle {
  return { events, token, now: run.ctx.now };
}

/**
 * Ends claims in one batch and gives their leases back. Tried twice: doing it again changes nothing, and not doing it
 * leaves the objects alone until the leases end.
 */
export async function settleClaims(
  run: Run,
  works: readonly Work[],
  settle: (db: QueryBuilder) => readonly BatchItem<'pg'>[],
): Promise<void> {
  const leases = works.flatMap((work) => work.leases);
  const put = () => run.ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, leases), ...settle(db)]);
  await put().catch(put);
}

/** Nothing was tried and nothing counts: the events are due as they were. */
export async function putBackAll(run: Run, works: readonly Work[]): Promise<void> {
  const events = works.flatMap((work) => work.events);
  const [first] = works;
  if (first === undefined) return;
  await settleClaims(run, works, (db) => [putBackEvents(db, claimOf(run, { events, token: first.token }))]);
  run.result.postponed += events.length;
}
