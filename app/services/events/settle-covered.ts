import { subjectOf } from '../mirror/target.ts';
import { OUTCOMES, type Outcome } from './outcome.ts';
import type { Run } from './run.ts';
import { claimOf, settleClaims } from './settle-claims.ts';
import { finishEvents } from './settle-events.ts';
import type { Work } from './work.ts';

/** The Worker that stored an event and the one that reads its object may disagree so much about the time. */
const CLOCK_SKEW_MS = 10_000;

/**
 * Finishes what needs no reading: events about nothing we mirror, and those whose object this run has read since they
 * were stored. Returns the rest.
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

function outcomeWithoutReading(run: Run, { target, error, events }: Work): Outcome | null {
  if (error !== undefined) return null;
  if (target === null) return 'ignored';
  const reading = run.readings.get(subjectOf(target));
  if (reading === undefined) return null;
  const isCertain = reading.round === run.round;
  const latest = run.ctx.now.getTime() - CLOCK_SKEW_MS;
  const isCovered = isCertain || events.every(({ createdAt }) => createdAt.getTime() <= latest);
  return isCovered ? reading.outcome : null;
}
