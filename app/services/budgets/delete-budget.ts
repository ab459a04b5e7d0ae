import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { closeUnwatchedAlerts } from './budget-sql.ts';
import { budgetNotFound, requirePublisher } from './require-publisher.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Ends the acting publisher's own budget and its open alerts, which stay on record. Throws `not_found` when there is
 * none. One trip, as the system, which alone may write alerts: the tenant is a condition of both statements.
 */
export async function deleteBudget(ctx: ServiceContext, { budgetId }: { budgetId: string }): Promise<void> {
  const { customerId } = requirePublisher(ctx);
  const [written] = await ctx.db.batch(SYSTEM, (db) => [
    audited(
      db,
      sql`
        update budgets set deleted_at = ${instantSql(ctx.now)}
        where id = ${budgetId}::uuid and customer_id = ${customerId}::uuid and deleted_at is null
        returning id`,
      auditRow(ctx, { action: 'budget.deleted', objectType: 'budget', objectId: budgetId, customerId }),
    ),
    db.execute(closeUnwatchedAlerts({ customerId, budgetId, now: ctx.now })),
  ]);
  if (written.rows.length === 0) throw budgetNotFound();
}
