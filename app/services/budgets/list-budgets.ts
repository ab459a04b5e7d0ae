import { type SQL, sql } from 'drizzle-orm';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { type Budget, rowToBudget } from './budget.ts';
import { budgetColumns } from './budget-sql.ts';

/** As a query of a page's batch; `rowToBudget` reads its rows. */
export function selectBudgets(customerId: string): SQL {
  return sql`
    select ${budgetColumns} from budgets
    where customer_id = ${customerId}::uuid and deleted_at is null
    order by created_at, id`;
}

/** A customer's budgets, oldest first. One trip. */
export async function listBudgets(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<readonly Budget[]> {
  requireOwnCustomer(ctx.actor, customerId);
  const [found] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [db.execute(selectBudgets(customerId))]);
  return found.rows.map(rowToBudget);
}
