import { requireAdmin } from '../../admin/require-admin.ts';
import type { ServiceContext } from '../../context.ts';
import type { Pace } from '../pace.ts';
import { goneWords, type ReconciliationCase } from './case-row.ts';
import { type CreditPlan, computeCredit, type RefusedCredit, refused } from './credit-plan.ts';
import { getCase } from './get-case.ts';
import { prepareCredit, selectGroup, toGroup } from './prepare-credit.ts';

export interface CreditQuestion {
  id: string;
  pace: Pace;
  now: Date;
}

/**
 * What giving the proposed credit would come to, from both sides as they are now, or why it cannot be given. Gives
 * nothing; only our mirror of the invoices is read anew. Planning again gives the same hash exactly while nothing has
 * changed. Throws `forbidden` for all but admins, and `not_found`.
 */
export async function planCredit(
  ctx: ServiceContext,
  { id, pace, now }: CreditQuestion,
): Promise<{ found: ReconciliationCase; plan: CreditPlan | RefusedCredit }> {
  requireAdmin(ctx.actor);
  const found = await getCase(ctx, id);
  const over = overWords(found);
  if (over !== null) return { found, plan: over };
  const prepared = await prepareCredit(ctx, { found, pace, now });
  if (prepared.kind === 'refused') return { found, plan: prepared };
  const { excess } = prepared;
  const [groups] = await ctx.db.batch({ kind: 'system' }, (db) => [db.execute(selectGroup(excess, now))]);
  const group = toGroup(groups.rows, excess);
  const plan = group === null ? stillUnderWay() : await computeCredit(ctx, { ...prepared, group });
  return { found, plan };
}

export function overWords(found: ReconciliationCase): RefusedCredit | null {
  const { type, status } = found;
  if (type !== 'propose_credit') return refused('by_hand', 'No credit is proposed here.');
  if (status === 'gone') return refused('gone', goneWords(found));
  return status === 'closed' ? refused('decided', 'Somebody has decided this already.') : null;
}

export function stillUnderWay(): RefusedCredit {
  return refused('under_way', 'Something of this period is still on its way. Try again in a few minutes.');
}
