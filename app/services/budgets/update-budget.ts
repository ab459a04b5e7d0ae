import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import type { Budget } from './budget.ts';
import { invalid, parseAmount, parseBudgetChange } from './budget-input.ts';
import { closeUnwatchedAlerts, stepsSql } from './budget-sql.ts';
import { getBudget } from './get-budget.ts';
import { requirePublisher } from './require-publisher.ts';

const SYSTEM = { kind: 'system' } as const;

/**
 * Changes what is given of the acting publisher's own budget; a currency can only be the one it has. Two changes at
 * once, or one of what was seen (`seenAt`, its `updatedAt`) and has changed since: the later one is refused with
 * `conflict`, so that neither overwrites what it has not seen. What it is already is no change. Open alerts of a step or
 * basis that is taken away end with it. Two trips; the write is the system's, which alone may write alerts, with the
 * tenant as a condition of both statements.
 */
export async function updateBudget(
  ctx: ServiceContext,
  { budgetId, input, seenAt }: { budgetId: string; input: unknown; seenAt?: Date },
): Promise<Budget> {
  const { customerId, locale } = requirePublisher(ctx);
  const { amountText, currency, ...changes } = parseBudgetChange(input);
  const before = await getBudget(ctx, { customerId, budgetId });
  if (currency !== undefined && currency !== before.currency) {
    throw invalid([{ path: 'currency', message: `must be ${before.currency}, as on your invoices` }]);
  }
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const after: Budget = {
    ...before,
    ...given,
    ...(amountText !== undefined && {
      amountMinor: parseAmount(amountText, { currency: before.currency, locale }),
    }),
    updatedAt: ctx.now,
  };
  if (isSame(before, after)) return before;
  if (seenAt !== undefined && seenAt.getTime() !== before.updatedAt.getTime()) throw changedMeanwhile();
  const [written] = await ctx.db.batch(SYSTEM, (db) => [
    audited(
      db,
      sql`
        update budgets set name = ${after.name}, amount_minor = ${after.amountMinor.toString()}::bigint,
          steps = ${stepsSql(after.steps)}, basis = ${after.basis}, updated_at = ${instantSql(ctx.now)}
        where id = ${budgetId}::uuid and customer_id = ${customerId}::uuid and deleted_at is null
          and name = ${before.name} and amount_minor = ${before.amountMinor.toString()}::bigint
          and steps = ${stepsSql(before.steps)} and basis = ${before.basis}
        returning id`,
      auditRow(ctx, {
        action: 'budget.updated',
        objectType: 'budget',
        objectId: budgetId,
        customerId,
        before,
        after,
      }),
    ),
    db.execute(closeUnwatchedAlerts({ customerId, budgetId, now: ctx.now })),
  ]);
  if (written.rows.length === 1) return after;
  throw changedMeanwhile();
}

function isSame(before: Budget, after: Budget): boolean {
  return (
    before.name === after.name &&
    before.amountMinor === after.amountMinor &&
    before.basis === after.basis &&
    before.steps.join() === after.steps.join()
  );
}

function changedMeanwhile(): BillingError {
  return new BillingError('conflict', 'The budget was changed at the same time. Look at it again.');
}
