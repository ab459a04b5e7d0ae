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

/** One batch, one transaction: everything of the plan under a lease that is still ours, or nothing. */
export async function applyPlan(ctx: ServiceContext, { lease, plan, also }: PlanToApply): Promise<void> {
  await ctx.db.batch({ kind: 'system' }, (db) => [
    releaseLease(db, lease, ctx.now),
    ...plan.write(db),
    ...(also?.(db) ?? []),
  ]);
}
