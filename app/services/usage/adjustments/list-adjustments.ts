import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { adjustmentRow, type UsageAdjustment } from './usage-adjustment.ts';

export interface ListAdjustmentsInput {
  /** Of one customer, or of all. */
  customerId?: string | undefined;
  /** From 1. */
  page: number;
  limit: number;
}

export interface AdjustmentPage {
  adjustments: readonly UsageAdjustment[];
  page: number;
  limit: number;
  total: number;
}

const totalRow = z.object({ total: z.number() });

/** One page of usage adjustments, newest first. Staff of either role. One trip. */
export async function listAdjustments(
  ctx: ServiceContext,
  { customerId, page, limit }: ListAdjustmentsInput,
): Promise<AdjustmentPage> {
  requireStaff(ctx.actor);
  const matching = customerId === undefined ? sql`true` : sql`a.customer_id = ${customerId}::uuid`;
  const [found, counted] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select a.*, a.quantity_delta::text from usage_adjustments a where ${matching}
      order by a.created_at desc, a.id desc limit ${limit} offset ${(page - 1) * limit}`),
    db.execute(sql`select count(*)::int as total from usage_adjustments a where ${matching}`),
  ]);
  return {
    adjustments: found.rows.map((row) => adjustmentRow.parse(row)),
    page,
    limit,
    total: totalRow.parse(counted.rows[0]).total,
  };
}
