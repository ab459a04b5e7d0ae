import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import { applyPlan } from '../mirror/apply-plan.ts';
import { abandonLeases, isLeaseLost, type Lease, takeLease } from '../mirror/lease.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import type { MirrorOutcome } from '../mirror/plan.ts';
import { planMirror } from '../mirror/plan-mirror.ts';
import { type MirrorTarget, subjectOf } from '../mirror/target.ts';
import { describeError } from './describe-error.ts';
import type { Work } from './group-by-target.ts';
import {
  type EventsToSettle,
  failEvents,
  finishEvents,
  hasKilledTooOften,
  isLastAttempt,
  putBackEvents,
} from './settle-events.ts';

export interface Settled {
  fate: 'applied' | 'unchanged' | 'ignored' | 'failed' | 'postponed';
  events: number;
  /** Of those that failed, how many for the last time. */
  dead: number;
  /** Put back because somebody else holds what they belong to: not to be taken again at once. */
  blocked: readonly string[];
}

/** Ends with every event of the work done, put back, or failed; throws only when the database cannot be told. */
export async function settleWork(ctx: ServiceContext, work: Work): Promise<Settled> {
  try {
    if (work.error !== undefined) throw work.error;
    if (work.events.some(hasKilledTooOften)) throw new Error('whoever processed this event died every time');
    if (work.target === null) return await finishWithout(ctx, work);
    return await mirrorAndFinish(ctx, work, work.target);
  } catch (error) {
    if (isLeaseLost(error)) return putBack(ctx, work);
    return fail(ctx, work, error);
  }
}

async function mirrorAndFinish(ctx: ServiceContext, work: Work, target: MirrorTarget): Promise<Settled> {
  const subject = subjectOf(target);
  const own = work.leases.find((lease) => lease.subject === subject);
  const lease = own ?? (await takeLease(ctx, subject, 'yield'));
  if (lease === null) {
    return { ...(await putBack(ctx, work)), blocked: work.leases.map((held) => held.subject) };
  }
  const others = work.leases.filter((other) => other !== own);
  try {
    const plan = await planMirror(ctx, target.type, {
      id: target.id,
      deletedAt: deletionOf(work),
      mirror: mirrorObject,
    });
    const outcome = toOutcome(plan.outcome);
    await applyPlan(ctx, {
      lease,
      plan,
      also: (db) => [finishEvents(db, claimOf(ctx, work), outcome), ...abandonAll(db, others)],
    });
    return settled(work, outcome === 'gone' ? 'ignored' : outcome);
  } catch (error) {
    if (own === undefined && !isLeaseLost(error)) {
      await ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, [lease])]);
    }
    throw error;
  }
}

/** `events.outcome`. */
function toOutcome(outcome: Exclude<MirrorOutcome, 'superseded'>) {
  return outcome === 'foreign' ? 'ignored' : outcome;
}

function deletionOf({ events }: Work): Date | null {
  const instants = events.flatMap(({ payload }) => payload.targetDeletedAt ?? []);
  const [first] = instants.sort();
  return first === undefined ? null : new Date(first);
}

async function finishWithout(ctx: ServiceContext, work: Work): Promise<Settled> {
  await write(ctx, work, (db) => finishEvents(db, claimOf(ctx, work), 'ignored'));
  return settled(work, 'ignored');
}

async function putBack(ctx: ServiceContext, work: Work): Promise<Settled> {
  await write(ctx, work, (db) => putBackEvents(db, claimOf(ctx, work)));
  return settled(work, 'postponed');
}

async function fail(ctx: ServiceContext, work: Work, error: unknown): Promise<Settled> {
  const described = describeError(error);
  const dead = work.events.filter(isLastAttempt).length;
  ctx.logger.error('event failed', {
    subject: work.leases.map(({ subject }) => subject).join(' '),
    error: described,
    dead,
  });
  await write(ctx, work, (db) => failEvents(db, claimOf(ctx, work), described));
  return { ...settled(work, 'failed'), dead };
}

function claimOf(ctx: ServiceContext, { events, token }: Work): EventsToSettle {
  return { events, token, now: ctx.now };
}

/** Tried twice: doing it again changes nothing, and not doing it leaves the object alone until its lease ends. */
async function write(
  ctx: ServiceContext,
  { leases }: Work,
  settle: (db: QueryBuilder) => BatchItem<'pg'>,
): Promise<void> {
  const put = () => ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, leases), settle(db)]);
  await put().catch(put);
}

function abandonAll(db: QueryBuilder, leases: readonly Lease[]): BatchItem<'pg'>[] {
  return leases.length === 0 ? [] : [abandonLeases(db, leases)];
}

function settled(work: Work, fate: Settled['fate']): Settled {
  return { fate, events: work.events.length, dead: 0, blocked: [] };
}
