import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type OpenAdjustment, toOpenAdjustments } from './open-adjustment.ts';
import { selectAdjustments } from './select-open-adjustments.ts';

/** An adjustment with what it left open and what became of that, in one trip. Staff only. Throws `not_found`. */
export async function getAdjustment(ctx: ServiceContext, id: string): Promise<OpenAdjustment> {
  requireStaff(ctx.actor);
  const isId = z.guid().safeParse(id).success;
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(
      selectAdjustments({
        condition: isId ? sql`a.id = ${id}::uuid` : sql`false`,
        order: sql`a.id`,
        limit: 1,
      }),
    ),
  ]);
  const [row] = toOpenAdjustments(found.rows).rows;
  if (row === undefined) throw new BillingError('not_found', 'There is no such late usage.');
  return row;
}
