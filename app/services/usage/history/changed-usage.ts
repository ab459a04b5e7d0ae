import { parseDecimal } from '../../../domain/decimal.ts';
import type { Metric } from '../../../domain/metric.ts';
import { type Money, money, sumMoney } from '../../../domain/money.ts';
import { includedUnitsOf } from '../../../domain/pricing/overage.ts';
import type { TierCharge } from '../../../domain/pricing/tier.ts';
import type { BilledLine, PeriodInvoice } from './billed-period.ts';
import type { SoldPrice } from './sold-prices.ts';

/** A line of usage as the invoice says it; nothing in it was rated by us. */
export interface ChangedLine extends TierCharge {
  /** Whose price it is. */
  planName: string;
}

/** Usage of one metric that an invoice bills at more than one price, for the plan was changed within the period. */
export interface ChangedUsage {
  /** The plans whose prices they are, in turn. */
  planNames: readonly string[];
  /** What all of the prices give for nothing, each of its own units. */
  includedUnits: bigint;
  overageUnits: bigint;
  lines: readonly ChangedLine[];
  /** The sum of `lines`. */
  total: Money;
}

/** Null where the invoice bills the metric at one price, or at one that is not ours. */
export function changedUsageOn(
  invoice: PeriodInvoice | null,
  metric: Metric,
  sold: ReadonlyMap<string, SoldPrice>,
): ChangedUsage | null {
  if (invoice === null) return null;
  const { currency } = invoice.total;
  const billed = invoice.lines
    .filter(({ component, proration }) => component === metric && !proration)
    .map((line) => ({ line, price: sold.get(line.stripePriceId ?? '') }))
    .filter((found): found is { line: BilledLine; price: SoldPrice } => found.price !== undefined)
    .sort((a, b) => a.line.periodEnd.getTime() - b.line.periodEnd.getTime());
  const prices = [...new Set(billed.map(({ price }) => price))];
  if (prices.length < 2) return null;
  const lines = billed.map(({ line, price }) => toLine(line, price));
  return {
    planNames: prices.map(({ planName }) => planName),
    includedUnits: prices.reduce((sum, price) => sum + includedIn(price), 0n),
    overageUnits: lines
      .filter(({ unitAmount }) => unitAmount.scaled !== 0n)
      .reduce((sum, { units }) => sum + units, 0n),
    lines,
    total: sumMoney(
      currency,
      lines.map(({ amount }) => amount),
    ),
  };

  function toLine(line: BilledLine, { planName, row }: SoldPrice): ChangedLine {
    const quantity = parseDecimal(line.quantity).scaled / parseDecimal('1').scaled;
    const size = row.component !== 'base' && row.price.kind === 'package' ? row.price.size : null;
    const isFlat = quantity === 0n && line.amountMinor !== 0n;
    return {
      planName,
      from: 0n,
      upTo: null,
      units: quantity * (size ?? 1n),
      unitAmount: parseDecimal(isFlat ? '0' : line.unitAmountDecimal),
      flatAmount: isFlat ? parseDecimal(`${line.amountMinor}`) : null,
      packages: size === null ? null : quantity,
      amount: money(line.amountMinor, currency),
    };
  }
}

function includedIn({ row }: SoldPrice): bigint {
  return row.component === 'base' ? 0n : includedUnitsOf(row.price);
}
