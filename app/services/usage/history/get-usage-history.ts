import { z } from 'zod';
import { BillingError } from '../../../domain/errors.ts';
import type { Money } from '../../../domain/money.ts';
import { priceRow } from '../../catalog/price-row.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';
import { ratePeriod } from '../current/rate-period.ts';
import { MAX_HISTORY_PERIODS } from '../periods/recent-periods-sql.ts';
import { selectPrices } from '../periods/running-subscription.ts';
import { type BilledPeriod, billedPeriodRow, usageChargeOf } from './billed-period.ts';
import { selectBilledPeriods } from './select-billed-periods.ts';

export interface HistoryPeriod extends BilledPeriod {
  /** As invoiced; of the running period as it stands. Null for a closed one without an invoice. */
  usageCharge: Money | null;
}

/**
 * The customer's last periods, the running one first, those of ended plans after it: units, and what they came to. One
 * trip to the database. Throws `no_subscription` when there never was one, or when the customer is not the actor's own.
 */
export async function getUsageHistory(
  ctx: ServiceContext,
  { customerId, periods = MAX_HISTORY_PERIODS }: { customerId: string; periods?: number },
): Promise<readonly HistoryPeriod[]> {
  const input = { customerId, now: ctx.now };
  const [prices, billed] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectPrices(input)),
    db.execute(selectBilledPeriods({ ...input, months: periods })),
  ]);
  if (billed.rows.length === 0) throw new BillingError('no_subscription', 'There is no subscription.');
  const current = z.array(priceRow).parse(prices.rows);
  return z
    .array(billedPeriodRow)
    .parse(billed.rows)
    .map((period) => ({ ...period, usageCharge: chargeOf(period) }));

  function chargeOf({
    invoice,
    isRunning,
    quantities,
    currency,
    usageBefore: before,
  }: BilledPeriod): Money | null {
    if (invoice !== null) return usageChargeOf(invoice);
    if (!isRunning) return null;
    return ratePeriod({ prices: current, quantities, currency, before }).usageCost;
  }
}
