import type { ServiceContext } from '../context.ts';
import { applyPlan } from './apply-plan.ts';
import { abandonLeases, isLeaseLost, isOutdated, takeLease } from './lease.ts';
import type { MirrorOutcome } from './plan.ts';
import { planMirror } from './plan-mirror.ts';
import { type MirrorTarget, resolveTarget, subjectOf } from './target.ts';

const MAX_TRIES = 3;

/**
 * Reads one object from Stripe and makes our mirror of it the same, with everything it hangs on. May be repeated at
 * will. Ends whatever reading of the object is under way elsewhere, because this one begins later. What is mirrored is
 * asked anew at each try: a charge's invoice may have come to be known.
 */
export async function mirrorObject(
  ctx: ServiceContext,
  asked: MirrorTarget,
  { restore = false }: { restore?: boolean } = {},
): Promise<MirrorOutcome> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const target = await resolveTarget(ctx, asked);
    if (target === null) return 'foreign';
    const lease = await takeLease(ctx, subjectOf(target), 'takeOver');
    if (lease === null) continue;
    try {
      const plan = await planMirror(ctx, target.type, {
        id: target.id,
        place: lease.place,
        deletedAt: null,
        mirror: mirrorObject,
        restore,
      });
      await applyPlan(ctx, { lease, plan });
      return plan.outcome;
    } catch (error) {
      if (isLeaseLost(error)) continue;
      await ctx.db.batch({ kind: 'system' }, (db) => [abandonLeases(db, [lease])]);
      if (isOutdated(error)) continue;
      throw error;
    }
  }
  return 'superseded';
}
