import type { Decimal } from '../decimal.ts';
import type { Currency } from '../money.ts';
import type { MeteredPrice } from '../pricing/metered-price.ts';
import { computeOverage } from '../pricing/overage.ts';
import { isWithinTolerance, percentageDiff } from './tolerance.ts';

export interface UsageComparison {
  /** Units that belong on the meter: what is billable, without what a closed period holds back. */
  internal: bigint;
  /** Units that Stripe's meter counts. */
  stripe: bigint;
  price: MeteredPrice;
  currency: Currency;
  tolerancePercent: Decimal;
}

export interface UsageDifference {
  difference: bigint;
  percentageDiff: string;
  /** What our units cost by the price, less what Stripe's do. */
  amountEffectMinor: bigint;
  withinTolerance: boolean;
}

/**
 * Judged on units and on money: beyond the included units a small difference of units may be a large one of the bill,
 * so both percentages have to be within the tolerance. Null when nothing differs.
 */
export function judgeUsage(input: UsageComparison): UsageDifference | null {
  const { internal, stripe, tolerancePercent: percent } = input;
  if (internal === stripe) return null;
  const [ours, theirs] = [costOf(input, internal), costOf(input, stripe)];
  return {
    difference: internal - stripe,
    percentageDiff: percentageDiff(internal, stripe),
    amountEffectMinor: ours - theirs,
    withinTolerance:
      isWithinTolerance({ internal, stripe, percent }) &&
      isWithinTolerance({ internal: ours, stripe: theirs, percent }),
  };
}

/** Stripe bills a negative total as none. */
function costOf({ price, currency }: UsageComparison, units: bigint): bigint {
  return computeOverage({ price, quantity: units < 0n ? 0n : units, currency }).cost.amountMinor;
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
