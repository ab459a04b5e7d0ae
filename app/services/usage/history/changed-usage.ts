import { formatDecimal, parseDecimal } from '../../../domain/decimal.ts';
import type { Metric } from '../../../domain/metric.ts';
import { type Currency, type Money, money, sumMoney } from '../../../domain/money.ts';
import type { MeteredPrice } from '../../../domain/pricing/metered-price.ts';
import { includedUnitsOf } from '../../../domain/pricing/overage.ts';
import { rateUsage } from '../../../domain/pricing/rate-usage.ts';
import type { TierCharge } from '../../../domain/pricing/tier.ts';
import { type UsageBefore, unitsSince } from '../periods/usage-before.ts';
import type { BilledLine } from './billed-line.ts';
import type { BilledLines } from './billed-period.ts';
import type { SoldPrice } from './sold-prices.ts';

/** A line of usage as the invoice or its draft says it; nothing in it was rated by us. */
export interface ChangedLine extends TierCharge {
  /** Whose price it is. */
  planName: string;
}

/**
 * Usage of one metric that an invoice bills in several stretches, for the plan was changed within the period: each has
 * its tiers from zero and its flat fees, also where two of them are at one price, away from which the plan went and back.
 */
export interface ChangedUsage {
  /** The plan of each stretch, in turn; once for neighbours at one price, as of a plan left and taken up again unused between. */
  planNames: readonly string[];
  /** What all of the stretches give for nothing, each of its own units. */
  includedUnits: bigint;
  overageUnits: bigint;
  lines: readonly ChangedLine[];
  /** The sum of `lines`. */
  total: Money;
}

/** Null where the metric is billed in one stretch, at a price that is not ours, or by nothing yet. */
export function changedUsageOn(
  bill: BilledLines | null,
  metric: Metric,
  sold: ReadonlyMap<string, SoldPrice>,
): ChangedUsage | null {
  if (bill === null) return null;
  const { currency } = bill;
  const billed = bill.lines
    .filter(({ component, proration }) => component === metric && !proration)
    .map((line) => ({ line, price: sold.get(line.stripePriceId ?? '') }))
    .filter((found): found is { line: BilledLine; price: SoldPrice } => found.price !== undefined)
    .sort((a, b) => a.line.periodEnd.getTime() - b.line.periodEnd.getTime());
  const stretches = [...new Map(billed.map((found) => [stretchOf(found.line), found.price])).values()];
  if (stretches.length < 2) return null;
  const lines = billed.map(({ line, price }) => toLine(line, price));
  return {
    planNames: stretches.filter((price, at) => price !== stretches[at - 1]).map(({ planName }) => planName),
    includedUnits: stretches.reduce((sum, price) => sum + includedIn(price), 0n),
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

/** What the running period has of one metric, and by which price it goes on. */
export interface UsageSoFar {
  before: UsageBefore | null;
  quantity: bigint;
  price: MeteredPrice;
  plan: { id: string; name: string };
  currency: Currency;
  periodEnd: Date;
}

/** The same of the running period: what was left behind as Stripe bills it, the rest by our rating. */
export function changedUsageSoFar(metric: Metric, soFar: UsageSoFar): ChangedUsage | null {
  const { before, quantity, price, plan, currency, periodEnd } = soFar;
  const left = before?.lines.filter(({ component }) => component === metric) ?? [];
  if (before === null || left.length === 0) return null;
  const charges = rateUsage({ price, quantity: unitsSince(before, metric, quantity), currency });
  const ofMetric = { metric, periodEnd, currency };
  // Of the plan of now there is a line also while nothing was used on it, as on Stripe's invoice.
  const rest =
    charges.length === 0 ? [emptyLine(ofMetric)] : charges.map((one) => toBilledLine(one, ofMetric));
  const now: SoldPrice = { planId: plan.id, planName: plan.name, row: { component: metric, price } };
  const same = [...before.sold.values()].find((one) => isSame(one, now));
  const sold = new Map(before.sold).set(OF_NOW, same ?? now);
  return changedUsageOn({ lines: [...left, ...rest], currency }, metric, sold);
}

/** A plan that was left and taken up again. */
function isSame(a: SoldPrice, b: SoldPrice): boolean {
  return toText(a) === toText(b);
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each));
}

/** Stands for the price of now, whose id is not known here and which may be one of those before. */
const OF_NOW = 'now';

interface OfMetric {
  metric: Metric;
  periodEnd: Date;
  currency: Currency;
}

function emptyLine(of: OfMetric): BilledLine {
  const [zero, amount] = [parseDecimal('0'), money(0n, of.currency)];
  const nothing = {
    from: 0n,
    upTo: null,
    units: 0n,
    unitAmount: zero,
    flatAmount: null,
    packages: null,
    amount,
  };
  return toBilledLine(nothing, of);
}

function toBilledLine(
  { units, packages, unitAmount, flatAmount, amount }: TierCharge,
  { metric, periodEnd }: OfMetric,
): BilledLine {
  return {
    stripeLineItemId: '',
    description: '',
    component: metric,
    stripePriceId: OF_NOW,
    proration: false,
    quantity: String(flatAmount === null ? (packages ?? units) : 0n),
    unitAmountDecimal: formatDecimal(unitAmount),
    amountMinor: amount.amountMinor,
    periodEnd,
  };
}

/**
 * Whether the plan was changed within the period that the lines bill: usage is in stretches, or a part of one flat fee was
 * taken back and of another charged. One that only ended gets back, one that only began is charged.
 */
export function isChangedWithin(lines: readonly BilledLine[]): boolean {
  const prorated = lines.filter(({ component, proration }) => component === 'base' && proration);
  const isFeeChanged =
    prorated.some(({ amountMinor }) => amountMinor < 0n) &&
    prorated.some(({ amountMinor }) => amountMinor > 0n);
  return isFeeChanged || isInStretches(lines);
}

function isInStretches(lines: readonly BilledLine[]): boolean {
  return lines.some((line, index) => {
    if (line.component === null || line.component === 'base') return false;
    const others = lines.slice(0, index).filter(({ component }) => component === line.component);
    return others.some((other) => stretchOf(other) !== stretchOf(line));
  });
}

/** An item of the subscription is billed at its price until it is taken away, or until the period ends. */
function stretchOf({ stripePriceId, periodEnd }: BilledLine): string {
  return `${stripePriceId} ${periodEnd.toISOString()}`;
}

function includedIn({ row }: SoldPrice): bigint {
  return row.component === 'base' ? 0n : includedUnitsOf(row.price);
}
