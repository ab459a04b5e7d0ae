import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import { type Lease, releaseLease } from './lease.ts';
import type { MirrorPlan } from './plan.ts';

export interface PlanToApply {
  lease: Lease;
  plan: MirrorPlan;
  /** What else must be true from the same instant on, e.g. that the events are done. */
  also?: (db: QueryBuilder) => BatchItem<'pg'>[];
}

/**
 * One batch, one transaction: everything of the plan under a lease that is still ours, or nothing. That the object was
 * read is remembered when our mirror is now as it was read; an object that was not ours may become so, and what was not
 * believed has not been seen.
 */
export async function applyPlan(ctx: ServiceContext, { lease, plan, also }: PlanToApply): Promise<void> {
  await ctx.db.batch({ kind: 'system' }, (db) => [
    releaseLease(db, lease, { now: ctx.now, readFrom: isMirrored(plan) ? lease.place : null }),
    ...plan.write(db),
    ...(also?.(db) ?? []),
  ]);
}

function isMirrored({ outcome, isBelieved = true }: MirrorPlan): boolean {
  return isBelieved && (outcome === 'applied' || outcome === 'unchanged');
}
