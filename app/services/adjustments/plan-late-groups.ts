import type { ServiceContext } from '../context.ts';
import type { LateGroup, MinimumBooks } from './late-group.ts';
import type { Rating } from './load-ratings.ts';
import { type LatePlan, planLateGroup } from './plan-late-group.ts';
import type { PlannedAdjustment } from './planned-adjustment.ts';

/** What becomes of each group, in their order: those of one period draw on its true-up one after the other. */
export function planLateGroups(
  ctx: Pick<ServiceContext, 'newId'>,
  { groups, ratings }: { groups: readonly LateGroup[]; ratings: ReadonlyMap<string, Rating> },
): LatePlan[] {
  const minimums = new Map<string | null, MinimumBooks>();
  return groups.map((read) => {
    const minimum = minimums.get(read.invoiceId) ?? read.minimum;
    const plan = planLateGroup(ctx, { group: { ...read, minimum }, ratings });
    if (minimum !== null && plan.kind === 'settle') {
      minimums.set(read.invoiceId, plan.adjustments.reduce(withAdjustment, minimum));
    }
    return plan;
  });
}

function withAdjustment(books: MinimumBooks, adjustment: PlannedAdjustment): MinimumBooks {
  const { component, sequence, amountMinor, offsetMinor, byHandMinor, waivedMinor, waiverRatedMinor } =
    adjustment;
  const settledMinor = amountMinor + offsetMinor + byHandMinor + waivedMinor + waiverRatedMinor;
  if (component !== 'minimum') return { ...books, chargedMinor: books.chargedMinor + settledMinor };
  return { ...books, trueUpMinor: books.trueUpMinor + settledMinor, sequence };
}
