import { desc, eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';

const MAX_CHECKS = 200;

/** The last comparison of each subscription and period with Stripe's preview; of one status, or all. Staff only; one trip. */
export async function listRatingChecks(
  ctx: ServiceContext,
  { status }: { status?: 'matched' | 'mismatched' | 'skipped' } = {},
): Promise<readonly (typeof schema.ratingChecks.$inferSelect)[]> {
  requireStaff(ctx.actor);
  const { ratingChecks } = schema;
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select()
      .from(ratingChecks)
      .where(status === undefined ? undefined : eq(ratingChecks.status, status))
      .orderBy(desc(ratingChecks.checkedAt))
      .limit(MAX_CHECKS),
  ]);
  return rows;
}
