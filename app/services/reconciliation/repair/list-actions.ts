import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';

const row = z.object({
  type: z.string(),
  difference_key: z.string(),
  customer_id: z.string().nullable(),
  action: z.unknown(),
  status: z.string(),
  result: z.string().nullable(),
});

export interface ActionRow {
  type: string;
  differenceKey: string;
  customerId: string | null;
  action: unknown;
  status: string;
  result: string | null;
}

/** The steps of an applied plan and what became of them. Staff only. */
export async function listActions(ctx: ServiceContext, runId: string): Promise<ActionRow[]> {
  requireStaff(ctx.actor);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select type, difference_key, customer_id, detail -> 'action' as action, status, result
      from reconciliation_actions where run_id = ${runId} order by position`),
  ]);
  return z
    .array(row)
    .parse(found.rows)
    .map(({ difference_key: differenceKey, customer_id: customerId, ...rest }) => ({
      ...rest,
      differenceKey,
      customerId,
    }));
}
