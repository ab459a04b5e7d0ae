import { METRICS, type Metric } from '../../../domain/metric.ts';
import { type Currency, type Money, money, sumMoney } from '../../../domain/money.ts';
import { computeOverage, type Overage } from '../../../domain/pricing/overage.ts';
import { baseFeeOf, type PriceRow, priceOf } from '../../catalog/price-row.ts';

export type Quantities = Readonly<Record<Metric, bigint>>;

export interface RatedPeriod {
  /** The flat fee of one period. */
  baseFee: Money;
  overages: Readonly<Record<Metric, Overage>>;
  /** The sum of all overages. */
  usageCost: Money;
}

/** What a period with these units costs under stored prices, before tax. A metric without a price costs nothing. */
export function ratePeriod(input: {
  prices: readonly PriceRow[];
  quantities: Quantities;
  currency: Currency;
}): RatedPeriod {
  const { prices, quantities, currency } = input;
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
      METRICS.map((metric) => overages[metric].cost),
    ),
  };

  function overageOf(metric: Metric): Overage {
    const price = priceOf(prices, metric);
    if (price === undefined) {
      return { includedUnits: 0n, overageUnits: 0n, lines: [], cost: money(0n, currency) };
    }
    return computeOverage({ price, quantity: quantities[metric], currency });
  }
}
