import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { isRunningSql } from '../usage/periods/is-running-sql.ts';
import { type Budget, rowToBudget } from './budget.ts';
import { invalid, parseNewBudget } from './budget-input.ts';
import { budgetColumns, lockBudgetsOf, stepsSql } from './budget-sql.ts';
import { requirePublisher } from './require-publisher.ts';

const MAX_BUDGETS = 20;

/**
 * A new budget of the acting publisher; the amount is in major units of its subscription's currency. Throws
 * `invalid_value` naming each wrong field, `no_subscription`, and `conflict` beyond twenty budgets, also of two that are
 * made at once. The same `id` again makes nothing and answers what it has made. One trip.
 */
export async function createBudget(
  ctx: ServiceContext,
  { input, id = ctx.newId() }: { input: unknown; id?: string },
): Promise<Budget> {
  const { customerId, locale } = requirePublisher(ctx);
  const { amountMinor, ...values } = parseNewBudget(input, locale);
  const at = instantSql(ctx.now);
  const [, subscriptions, , stored] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(lockBudgetsOf(customerId)),
    db.execute<{ currency: string }>(sql`
      select currency from subscriptions s
      where customer_id = ${customerId}::uuid and ${isRunningSql(sql`s`)}
      order by created_at desc limit 1`),
    audited(
      db,
      sql`
        insert into budgets (id, customer_id, name, currency, amount_minor, steps, basis, created_at, updated_at)
        select ${id}::uuid, ${customerId}::uuid, ${values.name}, ${values.currency}, ${amountMinor.toString()}::bigint,
          ${stepsSql(values.steps)}, ${values.basis}, ${at}, ${at}
        from (
          select currency from subscriptions s
          where customer_id = ${customerId}::uuid and ${isRunningSql(sql`s`)}
          order by created_at desc limit 1
        ) as running
        where running.currency = ${values.currency} and ${MAX_BUDGETS}::int > (
          select count(*) from budgets where customer_id = ${customerId}::uuid and deleted_at is null
        )
        on conflict (id) do nothing
        returning id`,
      auditRow(ctx, {
        action: 'budget.created',
        objectType: 'budget',
        objectId: id,
        customerId,
        after: { ...values, amountMinor },
      }),
    ),
    db.execute(sql`
      select ${budgetColumns} from budgets where id = ${id}::uuid and customer_id = ${customerId}::uuid`),
  ]);
  if (stored.rows[0] !== undefined) return rowToBudget(stored.rows[0]);
  const running = subscriptions.rows[0]?.currency;
  if (running === undefined) throw new BillingError('no_subscription', 'There is no subscription.');
  if (running !== values.currency) {
    throw invalid([{ path: 'currency', message: `must be ${running}, as on your invoices` }]);
  }
  throw new BillingError('conflict', `There can be at most ${MAX_BUDGETS} budgets.`);
}
