import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';

export const budgetColumns = sql`id, customer_id, name, currency, amount_minor::text, to_json(steps) as steps, basis,
  created_at, updated_at`;

/** As PostgreSQL reads an integer array. */
export function stepsSql(steps: readonly number[]) {
  return sql`${`{${steps.join(',')}}`}::int[]`;
}

/** One at a time for a customer: the statements behind it in a batch see what the one before has written. */
export function lockBudgetsOf(customerId: string): SQL {
  return sql`select pg_advisory_xact_lock(hashtextextended(${`budgets:${customerId}`}, 0))`;
}

/**
 * Ends the open alerts of what a budget no longer watches: a step or a basis that was taken away, or all of it. Only the
 * system may write alerts, so the tenant is a condition. It goes behind the change in its batch, to see it, and what an
 * evaluation wrote that the change had to wait for.
 */
export function closeUnwatchedAlerts(input: { customerId: string; budgetId: string; now: Date }): SQL {
  return sql`
    update usage_alerts a set recovered_at = ${instantSql(input.now)}
    from budgets b
    where b.id = ${input.budgetId}::uuid and b.customer_id = ${input.customerId}::uuid
      and a.budget_id = b.id and a.customer_id = b.customer_id and a.recovered_at is null
      and (b.deleted_at is not null or a.threshold_percent <> all (b.steps) or b.basis not in (a.basis, 'both'))`;
}
