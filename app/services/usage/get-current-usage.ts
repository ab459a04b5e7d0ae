import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { priceRow } from '../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { CurrentUsage } from './current-usage.ts';
import { toCurrentUsage } from './to-current-usage.ts';
import { selectDailyUsage, selectFinishedSync, selectPrices, selectSubscription } from './usage-queries.ts';

/**
 * Usage of the customer's current billing period and what it costs, rated with the prices stored for its plan version:
 * quantities in units (bytes for transfer), money in minor units. One trip to the database. Throws `no_subscription`
 * when nothing runs, or when the customer is not the actor's own.
 */
export async function getCurrentUsage(
  ctx: ServiceContext,
  { customerId }: { customerId: string },
): Promise<CurrentUsage> {
  const input = { customerId, now: ctx.now };
  const [subscriptions, prices, daily, finished] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectSubscription(input)),
    db.execute(selectPrices(input)),
    db.execute(selectDailyUsage(input)),
    db.execute(selectFinishedSync()),
  ]);
  if (subscriptions.rows[0] === undefined) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  return toCurrentUsage({
    ...input,
    subscription: subscriptions.rows[0],
    daily: daily.rows,
    finished: finished.rows[0],
    prices: z.array(priceRow).parse(prices.rows),
  });
}
