import { subjectOf } from '../mirror/target.ts';
import type { ClaimedEvent } from './claim-events.ts';
import { OUTCOMES, type Outcome } from './outcome.ts';
import type { Run } from './run.ts';
import { claimOf, settleClaims } from './settle-claims.ts';
import { finishEvents } from './settle-events.ts';
import type { Work } from './work.ts';

/**
 * Finishes what needs no reading: events about nothing we mirror, and those whose object has been read since they were
 * stored, by this run or one before. Returns the rest. Stripe changes an object before it sends the event, so a reading
 * that began after the event was stored has seen the change, whoever made it.
 */
export async function settleCovered(run: Run, works: readonly Work[]): Promise<readonly Work[]> {
  const finished: { work: Work; outcome: Outcome }[] = [];
  const uncovered: Work[] = [];
  for (const work of works) {
    const outcome = outcomeWithoutReading(run, work);
    if (outcome === null) uncovered.push(work);
    else finished.push({ work, outcome });
  }
  const [first] = finished;
  if (first === undefined) return uncovered;
  const byOutcome = OUTCOMES.map((outcome) => ({
    outcome,
    events: finished.filter((item) => item.outcome === outcome).flatMap(({ work }) => work.events),
  })).filter(({ events }) => events.length > 0);
  await settleClaims(
    run,
    finished.map(({ work }) => work),
    (db) =>
      byOutcome.map(({ outcome, events }) =>
        finishEvents(db, claimOf(run, { events, token: first.work.token }), outcome),
      ),
  );
  for (const { outcome, events } of byOutcome)
    run.result[outcome === 'gone' ? 'ignored' : outcome] += events.length;
  return uncovered;
}

function outcomeWithoutReading(run: Run, { target, error, events, readFrom }: Work): Outcome | null {
  if (error !== undefined) return null;
  if (target === null) return 'ignored';
  const reading = run.readings.get(subjectOf(target));
  if (reading !== undefined && areCovered(events, reading.from)) return reading.outcome;
  return readFrom !== null && areCovered(events, readFrom) ? 'unchanged' : null;
}

/** A deletion says when it was, which Stripe may not any more. */
function areCovered(events: readonly ClaimedEvent[], readFrom: number): boolean {
  return events.every(({ place, payload }) => place < readFrom && payload.targetDeletedAt === undefined);
}
