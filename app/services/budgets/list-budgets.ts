import { sql } from 'drizzle-orm';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { type Budget, rowToBudget } from './budget.ts';
import { budgetColumns } from './budget-sql.ts';

/** A customer's budgets, oldest first. One trip. */
export async function listBudgets(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<readonly Budget[]> {
  requireOwnCustomer(ctx.actor, customerId);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select ${budgetColumns} from budgets
      where customer_id = ${customerId}::uuid and deleted_at is null
      order by created_at, id`),
  ]);
  return found.rows.map(rowToBudget);
}
