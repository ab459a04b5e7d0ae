import { METRICS, type Metric } from '../../../domain/metric.ts';
import { type Currency, type Money, money, sumMoney } from '../../../domain/money.ts';
import { computeOverage, type Overage } from '../../../domain/pricing/overage.ts';
import { baseFeeOf, type PriceRow, priceOf } from '../../catalog/price-row.ts';
import { billedBefore, type UsageBefore, unitsSince } from '../periods/usage-before.ts';

export type Quantities = Readonly<Record<Metric, bigint>>;

export interface RatedPeriod {
  /** The flat fee of one period. */
  baseFee: Money;
  /** Of what the prices rate. */
  overages: Readonly<Record<Metric, Overage>>;
  /** The sum of all overages, with what was left behind. */
  usageCost: Money;
}

/**
 * What a period with these units costs under stored prices, before tax. A metric without a price costs nothing. Units that a
 * change of plan left behind cost what Stripe made of them.
 */
export function ratePeriod(input: {
  prices: readonly PriceRow[];
  quantities: Quantities;
  currency: Currency;
  before?: UsageBefore | null;
}): RatedPeriod {
  const { prices, quantities, currency, before = null } = input;
  const overages = {
    impressions: overageOf('impressions'),
    api_calls: overageOf('api_calls'),
    data_transfer_bytes: overageOf('data_transfer_bytes'),
  };
  return {
    baseFee: money(baseFeeOf(prices), currency),
    overages,
    usageCost: sumMoney(
      currency,
      METRICS.flatMap((metric) => [
        overages[metric].cost,
        money(billedBefore(before, metric).minor, currency),
      ]),
    ),
  };

  function overageOf(metric: Metric): Overage {
    const price = priceOf(prices, metric);
    if (price === undefined) {
      return { includedUnits: 0n, overageUnits: 0n, lines: [], cost: money(0n, currency) };
    }
    return computeOverage({ price, quantity: unitsSince(before, metric, quantities[metric]), currency });
  }
}
