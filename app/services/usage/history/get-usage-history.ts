import { z } from 'zod';
import { BillingError } from '../../../domain/errors.ts';
import type { Money } from '../../../domain/money.ts';
import { priceRow } from '../../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { ratePeriod } from '../rate-period.ts';
import { subscriptionRow } from '../read-usage-rows.ts';
import { selectPrices, selectSubscription } from '../usage-queries.ts';
import { type BilledPeriod, billedPeriodRow, usageChargeOf } from './billed-period.ts';
import { selectBilledPeriods } from './select-billed-periods.ts';

export const MAX_HISTORY_PERIODS = 12;

export interface HistoryPeriod extends BilledPeriod {
  /** As invoiced; of the running period as it stands. Null for a closed one without an invoice. */
  usageCharge: Money | null;
}

/**
 * The last periods of the running subscription, the running one first: units, and what they came to. One trip to the
 * database. Throws `no_subscription` when nothing runs, or when the customer is not the actor's own.
 */
export async function getUsageHistory(
  ctx: ServiceContext,
  { customerId, periods = MAX_HISTORY_PERIODS }: { customerId: string; periods?: number },
): Promise<readonly HistoryPeriod[]> {
  const input = { customerId, now: ctx.now };
  const [subscriptions, prices, billed] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectSubscription(input)),
    db.execute(selectPrices(input)),
    db.execute(selectBilledPeriods({ ...input, months: periods })),
  ]);
  if (subscriptions.rows[0] === undefined) {
    throw new BillingError('no_subscription', 'There is no subscription.');
  }
  const { currency } = subscriptionRow.parse(subscriptions.rows[0]);
  const current = z.array(priceRow).parse(prices.rows);
  return z
    .array(billedPeriodRow)
    .parse(billed.rows)
    .map((period) => ({ ...period, usageCharge: chargeOf(period) }));

  function chargeOf({ invoice, isRunning, quantities }: BilledPeriod): Money | null {
    if (invoice !== null) return usageChargeOf(invoice);
    if (!isRunning) return null;
    return ratePeriod({ prices: current, quantities, currency }).usageCost;
  }
}
