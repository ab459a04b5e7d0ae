import { z } from 'zod';
import { parseDecimal } from '../../domain/decimal.ts';
import { METRICS, type Metric } from '../../domain/metric.ts';
import { type MeteredPrice, PRICE_KINDS } from '../../domain/pricing/metered-price.ts';

const units = z.string().transform(BigInt);
const rate = z.string().transform(parseDecimal);

const columns = z.object({
  component: z.enum(['base', ...METRICS]),
  unit_amount_minor: units.nullable(),
  kind: z.enum(PRICE_KINDS),
  package_size: units.nullable(),
  package_amount_decimal: rate.nullable(),
  package_round: z.enum(['up', 'down']).nullable(),
  tiers: z.array(
    z
      .object({
        up_to: units.nullable(),
        unit_amount_decimal: rate,
        flat_amount_decimal: rate.nullable(),
      })
      .transform((tier) => ({
        upTo: tier.up_to,
        unitAmount: tier.unit_amount_decimal,
        flatAmount: tier.flat_amount_decimal,
      })),
  ),
});

/** The flat fee, or the price of one metric; what `priceColumnsSql` selects. */
export type PriceRow =
  | { component: 'base'; unitAmountMinor: bigint }
  | { component: Metric; price: MeteredPrice };

export const priceRow = columns.transform((row, ctx): PriceRow => {
  const { component, unit_amount_minor: unitAmountMinor } = row;
  if (component !== 'base') {
    const price = toMeteredPrice(row);
    if (price !== null) return { component, price };
  } else if (unitAmountMinor !== null) {
    return { component, unitAmountMinor };
  }
  ctx.addIssue(`the ${component} price is incomplete`);
  return z.NEVER;
});

function toMeteredPrice(row: z.output<typeof columns>): MeteredPrice | null {
  if (row.kind !== 'package') return { kind: row.kind, tiers: row.tiers };
  const { package_size: size, package_amount_decimal: amount, package_round: round } = row;
  return size === null || amount === null || round === null ? null : { kind: 'package', size, amount, round };
}

export function baseFeeOf(rows: readonly PriceRow[]): bigint {
  for (const row of rows) if (row.component === 'base') return row.unitAmountMinor;
  return 0n;
}

export function priceOf(rows: readonly PriceRow[], metric: Metric): MeteredPrice | undefined {
  for (const row of rows) if (row.component === metric) return row.price;
  return undefined;
}
