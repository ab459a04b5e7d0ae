import { BillingError } from '../../domain/errors.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import type { ListedPlan } from './listed-plan.ts';
import { readVisiblePlans } from './read-visible-plans.ts';
import { selectVisiblePlans, selectVisiblePrices } from './visible-plans-sql.ts';

/**
 * The plans that a customer can have, cheapest rank first: the list's, its own, and the version that it is on, all in
 * its currency. One trip. Throws `not_found` for a customer that is not there or not the actor's own.
 */
export async function listPlans(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<readonly [ListedPlan, ...ListedPlan[]]> {
  requireOwnCustomer(ctx.actor, customerId);
  const whose = { customerId, now: ctx.now };
  const [plans, prices] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectVisiblePlans(whose)),
    db.execute(selectVisiblePrices(whose)),
  ]);
  const [first, ...others] = readVisiblePlans(plans.rows, prices.rows);
  if (first === undefined) throw new BillingError('not_found', 'There are no plans for this customer.');
  return [first, ...others];
}
