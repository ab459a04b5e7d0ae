import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type OpenAdjustment, toOpenAdjustments } from './open-adjustment.ts';
import { selectOpenAdjustments, selectSettledAdjustments } from './select-open-adjustments.ts';

const SETTLED = 200;

export type ToDecideStatus = 'open' | 'settled';

/** What a person has to decide, or what was settled by hand; the latest first. Staff only. */
export async function listAdjustmentsToDecide(
  ctx: ServiceContext,
  { status }: { status: ToDecideStatus },
): Promise<OpenAdjustment[]> {
  requireStaff(ctx.actor);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(status === 'open' ? selectOpenAdjustments() : selectSettledAdjustments(SETTLED)),
  ]);
  return toOpenAdjustments(found.rows).rows;
}
