import { formatDecimal } from '../../../domain/decimal.ts';
import { BillingError } from '../../../domain/errors.ts';
import type { Metric } from '../../../domain/metric.ts';
import type { Currency } from '../../../domain/money.ts';
import { computeOverage } from '../../../domain/pricing/overage.ts';
import type { TierCharge } from '../../../domain/pricing/tier.ts';
import { type PriceRow, priceOf } from '../../catalog/price-row.ts';
import type { ChangedUsage } from '../history/changed-usage.ts';
import type { MetricUsage, RatedLine } from './current-usage.ts';
import type { DailyRow } from './read-usage-rows.ts';

/** The usage of one metric over the days shown, rated with the stored price; of a changed plan stretch by stretch. */
export function toMetricUsage(input: {
  metric: Metric;
  days: readonly string[];
  dailyRows: readonly DailyRow[];
  prices: readonly PriceRow[];
  currency: Currency;
  chargedQuantity?: bigint | undefined;
  /** Of so many units, what is billed in several stretches; null where that is nothing. */
  changedOf?: ((quantity: bigint) => ChangedUsage | null) | undefined;
}): MetricUsage {
  const { metric, currency } = input;
  const price = priceOf(input.prices, metric);
  if (price === undefined) {
    throw new BillingError('internal', 'This plan has no price for a metric.', {
      detail: `No price: ${metric}`,
    });
  }
  const byDay = new Map(
    input.dailyRows.filter((row) => row.metric === metric).map(({ day, quantity }) => [day, quantity]),
  );
  const daily = input.days.map((day) => ({ day, quantity: byDay.get(day) ?? 0n }));
  const quantity = daily.reduce((sum, { quantity: units }) => sum + units, 0n);
  const changed = input.changedOf?.(quantity);
  if (changed) {
    return {
      metric,
      quantity,
      includedUnits: changed.includedUnits,
      overageUnits: changed.overageUnits,
      lines: changed.lines.filter(({ amount }) => amount.amountMinor !== 0n).map(toRatedLine),
      overageCost: changed.total,
      daily,
    };
  }
  const overage = computeOverage({ price, quantity: input.chargedQuantity ?? quantity, currency });
  return {
    metric,
    quantity,
    includedUnits: overage.includedUnits,
    overageUnits: overage.overageUnits,
    price,
    lines: overage.lines.map(toRatedLine),
    overageCost: overage.cost,
    daily,
  };
}

function toRatedLine({ unitAmount, flatAmount, ...line }: TierCharge): RatedLine {
  return {
    ...line,
    unitAmountDecimal: formatDecimal(unitAmount),
    flatAmountDecimal: flatAmount && formatDecimal(flatAmount),
  };
}
