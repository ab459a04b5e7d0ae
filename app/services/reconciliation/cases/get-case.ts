import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { BillingError } from '../../../domain/errors.ts';
import { requireStaff } from '../../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { type ReconciliationCase, selectCases, toCases } from './case-row.ts';

/** One case with what became of it, in one trip. Staff only. Throws `not_found`. */
export async function getCase(ctx: ServiceContext, id: string): Promise<ReconciliationCase> {
  requireStaff(ctx.actor);
  if (!z.guid().safeParse(id).success) throw noSuchCase();
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectCases(sql`k.id = ${id}::uuid`, { order: sql`k.id`, limit: 1 })),
  ]);
  const [row] = toCases(found.rows);
  if (row === undefined) throw noSuchCase();
  return row;
}

export function noSuchCase(): BillingError {
  return new BillingError('not_found', 'There is no such case.');
}
