import { type Decimal, roundHalfUp } from '../decimal.ts';
import type { Currency } from '../money.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { computeOverage } from '../pricing/overage.ts';
import { isWithinTolerance, percentageDiff } from './tolerance.ts';

/** How units of one metric in one period become money. */
export interface PeriodRating {
  /** One, or those of the parts. */
  prices: readonly MeteredPrice[];
  /** The plan was changed within the period: parts of it are rated each from zero, and no price holds for all. */
  isInParts: boolean;
  currency: Currency;
}

export interface UsageComparison extends PeriodRating {
  /** Units that belong on the meter: what is billable, without what a closed period holds back. */
  internal: bigint;
  /** Units that Stripe's meter counts. */
  stripe: bigint;
  tolerancePercent: Decimal;
}

export interface UsageDifference {
  difference: bigint;
  percentageDiff: string;
  /** What our units cost, less what Stripe's do; of a period in parts the most that it may be. */
  amountEffectMinor: bigint;
  withinTolerance: boolean;
}

/**
 * Judged on units and on money: beyond the included units a small difference of units may be a large one of the bill,
 * so both percentages have to be within the tolerance. Of a period in parts nobody can say in which of them the units
 * differ: they are valued at the dearest of its rates (by volume all of the period's are), and what may cost anything
 * is not tolerated. Null when nothing differs.
 */
export function judgeUsage(input: UsageComparison): UsageDifference | null {
  const { internal, stripe, tolerancePercent: percent } = input;
  if (internal === stripe) return null;
  const money = input.isInParts ? inParts(input) : asWhole(input);
  return {
    difference: internal - stripe,
    percentageDiff: percentageDiff(internal, stripe),
    amountEffectMinor: money.effectMinor,
    withinTolerance: isWithinTolerance({ internal, stripe, percent }) && money.isTolerated,
  };
}

interface JudgedMoney {
  effectMinor: bigint;
  isTolerated: boolean;
}

function asWhole({
  internal,
  stripe,
  prices,
  currency,
  tolerancePercent: percent,
}: UsageComparison): JudgedMoney {
  const [price] = prices;
  if (price === undefined) return { effectMinor: 0n, isTolerated: false };
  /** Stripe bills a negative total as none. */
  const costOf = (units: bigint) =>
    computeOverage({ price, quantity: units < 0n ? 0n : units, currency }).cost.amountMinor;
  const [ours, theirs] = [costOf(internal), costOf(stripe)];
  return {
    effectMinor: ours - theirs,
    isTolerated: isWithinTolerance({ internal: ours, stripe: theirs, percent }),
  };
}

/** The most that the units may cost: all at the dearest rate, with what each of the prices may charge in one step. */
function inParts({ internal, stripe, prices }: UsageComparison): JudgedMoney {
  const [fewer, more] = internal > stripe ? [stripe, internal] : [internal, stripe];
  const rated = largest(prices.map((price) => ratedMost(price, { differing: more - fewer, all: more })));
  const steps = prices.reduce((sum, price) => sum + stepMost(price), 0n);
  const most = roundHalfUp({ scaled: rated + steps });
  return { effectMinor: internal > stripe ? most : -most, isTolerated: most === 0n };
}

/** Scaled minor units. By volume one unit more may reach the tier that rates all. */
function ratedMost(price: MeteredPrice, units: { differing: bigint; all: bigint }): bigint {
  if (price.kind === 'package') return price.amount.scaled * (units.differing / price.size);
  const dearest = largest(price.tiers.map(({ unitAmount }) => unitAmount.scaled));
  return dearest * (price.kind === 'volume' ? units.all : units.differing);
}

/** Scaled minor units: the flat fees that may be reached, or the package that may be filled. */
function stepMost(price: MeteredPrice): bigint {
  if (price.kind === 'package') return price.amount.scaled;
  return price.tiers.reduce((sum, { flatAmount }) => sum + (flatAmount?.scaled ?? 0n), 0n);
}

function largest(values: readonly bigint[]): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}

/**
 * Equal as long as nothing changes that a person would decide by: how many units, and whether the customer pays for
 * units that are not ours. What costs nothing while it is included may cost money once more usage has come.
 */
export function usageFingerprint({
  difference,
  amountEffectMinor,
}: Pick<UsageDifference, 'difference' | 'amountEffectMinor'>): string {
  return amountEffectMinor < 0n ? `${difference}:billed` : String(difference);
}
