import { sql } from 'drizzle-orm';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { type Budget, rowToBudget } from './budget.ts';
import { budgetColumns } from './budget-sql.ts';
import { budgetNotFound } from './require-publisher.ts';

/** Throws `not_found` also for another customer's and for a deleted one. One trip. */
export async function getBudget(
  ctx: ServiceContext,
  { customerId, budgetId }: { customerId: string; budgetId: string },
): Promise<Budget> {
  requireOwnCustomer(ctx.actor, customerId);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select ${budgetColumns} from budgets
      where id = ${budgetId}::uuid and customer_id = ${customerId}::uuid and deleted_at is null`),
  ]);
  if (found.rows[0] === undefined) throw budgetNotFound();
  return rowToBudget(found.rows[0]);
}
