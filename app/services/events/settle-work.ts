import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import { applyPlan } from '../mirror/apply-plan.ts';
import { abandonLeases, isLeaseLost, isOutdated, type Lease, takeLease } from '../mirror/lease.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { planMirror } from '../mirror/plan-mirror.ts';
import { type MirrorTarget, subjectOf } from '../mirror/target.ts';
import { classifyFailure } from './classify-failure.ts';
import { ECHO, sortByBelief } from './disbelief.ts';
import { toOutcome } from './outcome.ts';
import { noteFailure, noteRefusal, noteSuccess, type Run } from './run.ts';
import { claimOf, putBackAll, settleClaims } from './settle-claims.ts';
import { failEvents, finishEvents, hasKilledTooOften, isLastTry } from './settle-events.ts';
import type { Work } from './work.ts';

/** Ends with every event of the work done, put back, or failed; throws only when the database cannot be told. */
export async function settleWork(run: Run, work: Work): Promise<void> {
  try {
    if (work.error !== undefined) throw work.error;
    if (work.events.some(hasKilledTooOften))
      throw new Error('whoever processed this event was never heard of again');
    if (work.target === null) throw new Error('an event about nothing we mirror was not settled at once');
    await mirrorAndFinish(run, work, work.target);
  } catch (error) {
    if (isOutdated(error)) return putBackRefused(run, work);
    if (isLeaseLost(error)) return putBackAll(run, [work]);
    return fail(run, work, error);
  }
}

async function mirrorAndFinish(run: Run, work: Work, target: MirrorTarget): Promise<void> {
  const { ctx } = run;
  const subject = subjectOf(target);
  const own = work.leases.find((lease) => lease.subject === subject);
  const lease = own ?? (await takeLease(ctx, subject, 'yield'));
  if (lease === null) {
    await putBackAll(run, [work]);
    for (const held of work.leases) run.blocked.add(held.subject);
    return;
  }
  const others = work.leases.filter((other) => other !== own);
  try {
    const plan = await planMirror(ctx, target.type, {
      id: target.id,
      place: lease.place,
      deletedAt: deletionOf(work),
      mirror: mirrorObject,
      known: run.known,
    });
    const outcome = toOutcome(plan.outcome);
    const { done, again } = sortByBelief(plan, work.events);
    await applyPlan(ctx, {
      lease,
      plan,
      also: (db) => [
        finishEvents(db, claimOf(run, { ...work, events: done }), outcome),
        ...(again.length === 0 ? [] : [failEvents(db, claimOf(run, { ...work, events: again }), ECHO)]),
        ...abandonAll(db, others),
      ],
    });
    noteSuccess(run);
    if (plan.isBelieved ?? true) run.readings.set(subject, { outcome, from: lease.place });
    else ctx.logger.warn('reading not believed', { subject, done: done.length, again: again.length });
    run.result.objects += 1;
    run.result.deferred += again.length;
    run.result[outcome === 'gone' ? 'ignored' : outcome] += done.length;
  } catch (error) {
    if (own === undefined && !isLeaseLost(error)) {
      await ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, [lease])]);
    }
    throw error;
  }
}

/** Due again at once: the next claim of this run knows if there is another object to read instead. */
async function putBackRefused(run: Run, work: Work): Promise<void> {
  const subjects = work.leases.map(({ subject }) => subject);
  noteRefusal(run, subjects);
  run.ctx.logger.warn('outdated reading refused', { subject: subjects.join(' ') });
  await putBackAll(run, [work]);
}

function deletionOf({ events }: Work): Date | null {
  const instants = events.flatMap(({ payload }) => payload.targetDeletedAt ?? []);
  const [first] = instants.sort();
  return first === undefined ? null : new Date(first);
}

async function fail(run: Run, work: Work, error: unknown): Promise<void> {
  const failure = classifyFailure(error);
  noteFailure(run, failure);
  const dead = work.events.filter((event) => isLastTry(event, failure)).length;
  const subject = work.leases.map((lease) => lease.subject).join(' ');
  const fields = { subject, error: failure.message, dead };
  if (failure.kind === 'own' || dead > 0) run.ctx.logger.error('event failed', fields);
  else run.ctx.logger.warn('event deferred', fields);
  await settleClaims(run, [work], (db) => [failEvents(db, claimOf(run, work), failure)]);
  run.result.objects += 1;
  run.result.dead += dead;
  run.result[failure.kind === 'own' ? 'failed' : 'deferred'] += work.events.length - dead;
}

function abandonAll(db: QueryBuilder, leases: readonly Lease[]): BatchItem<'pg'>[] {
  return leases.length === 0 ? [] : [abandonLeases(db, leases)];
}
