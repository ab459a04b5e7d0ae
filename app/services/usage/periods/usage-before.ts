import { z } from 'zod';
import { parseDecimal } from '../../../domain/decimal.ts';
import type { Metric } from '../../../domain/metric.ts';
import { priceRow } from '../../catalog/price-row.ts';
import { type BilledLine, billedLineRow } from '../history/billed-line.ts';
import type { SoldPrice } from '../history/sold-prices.ts';

/**
 * Usage of the running period from before a change of its plan: Stripe bills it at the prices of then, each from zero, and
 * the rest from zero at those of now.
 */
export interface UsageBefore {
  lines: readonly BilledLine[];
  /** By Stripe's id of the price. */
  sold: ReadonlyMap<string, SoldPrice>;
}

const leftBehindRow = z.object({
  line: billedLineRow,
  plan_id: z.string(),
  plan_name: z.string(),
  price: priceRow,
});

/** What `invoice_previews.usage_before` holds; null where that is nothing. */
export const usageBeforeRow = z
  .array(leftBehindRow)
  .nullable()
  .transform((rows): UsageBefore | null => {
    if (rows === null || rows.length === 0) return null;
    const sold = rows.map(
      ({ line, plan_id: planId, plan_name: planName, price }) =>
        [line.stripePriceId ?? '', { planId, planName, row: price }] as const,
    );
    return { lines: rows.map(({ line }) => line), sold: new Map(sold) };
  });

/** Of one metric, as far as it was billed before: units, and minor units of the currency. A package counts as full. */
export function billedBefore(before: UsageBefore | null, metric: Metric): { units: bigint; minor: bigint } {
  const lines = before?.lines.filter(({ component }) => component === metric) ?? [];
  return {
    units: lines.reduce((sum, line) => sum + unitsOf(line, before), 0n),
    minor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  };
}

/** What of a period's units is left for the price of now. */
export function unitsSince(before: UsageBefore | null, metric: Metric, quantity: bigint): bigint {
  const { units } = billedBefore(before, metric);
  return quantity > units ? quantity - units : 0n;
}

function unitsOf({ quantity, stripePriceId }: BilledLine, before: UsageBefore | null): bigint {
  const count = parseDecimal(quantity).scaled / parseDecimal('1').scaled;
  const sold = before?.sold.get(stripePriceId ?? '');
  return count * ((sold && packageSizeOf(sold.row)) ?? 1n);
}

function packageSizeOf(row: SoldPrice['row']): bigint | null {
  return row.component !== 'base' && row.price.kind === 'package' ? row.price.size : null;
}
