import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { budgetNotFound, requirePublisher } from './require-publisher.ts';

/** Ends the acting publisher's own budget; its alerts stay on record. Throws `not_found` when there is none. One trip. */
export async function deleteBudget(ctx: ServiceContext, { budgetId }: { budgetId: string }): Promise<void> {
  const customerId = requirePublisher(ctx);
  const [written] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    audited(
      db,
      sql`
        update budgets set deleted_at = ${instantSql(ctx.now)}
        where id = ${budgetId}::uuid and customer_id = ${customerId}::uuid and deleted_at is null
        returning id`,
      auditRow(ctx, { action: 'budget.deleted', objectType: 'budget', objectId: budgetId, customerId }),
    ),
  ]);
  if (written.rows.length === 0) throw budgetNotFound();
}
