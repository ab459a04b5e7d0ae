import { sql } from 'drizzle-orm';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { type ReconciliationCase, selectCases, toCases } from './case-row.ts';

const CASES = 200;

export type CaseStatus = ReconciliationCase['status'];

/** Cases of one status: open ones oldest first, others the latest first. Staff only. */
export async function listCases(
  ctx: ServiceContext,
  { status }: { status: CaseStatus },
): Promise<ReconciliationCase[]> {
  requireStaff(ctx.actor);
  const order = status === 'open' ? sql`k.created_at, k.id` : sql`k.decided_at desc nulls last, k.id`;
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectCases(sql`k.status = ${status}`, { order, limit: CASES })),
  ]);
  return toCases(found.rows);
}
