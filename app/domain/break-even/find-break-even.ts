import { BillingError } from '../errors.ts';
import type { Metric } from '../metric.ts';
import type { MetricQuantities, PlanPrices } from '../pricing/rate-plan.ts';
import { type CostLine, costLine } from './cost-line.ts';
import type { Range } from './range.ts';
import { cutAtCommitments, segmentsOf } from './segments.ts';

/** `tooClose`: the two cost the same to within roundings over so wide a range that the search was given up. */
export type BreakEven =
  | { readonly kind: 'at'; readonly quantity: bigint }
  | { readonly kind: 'never' }
  | { readonly kind: 'tooClose' };

const MAX_COMPARISONS = 50_000;

/**
 * The smallest quantity of one metric at which `other` is cheaper than `current` by their rounded totals, a period's
 * flat fee and commitment included, while the other metrics stay at the quantities given. Exact: it is found by
 * bounding, not by a formula, so roundings, packages and drops at borders count as they do on an invoice. Throws
 * `currency_mismatch`.
 */
export function findBreakEven(input: {
  current: PlanPrices;
  other: PlanPrices;
  metric: Metric;
  quantities: MetricQuantities;
}): BreakEven {
  const { current, other } = input;
  if (current.currency !== other.currency) {
    throw new BillingError('currency_mismatch', 'Plans of two currencies cannot be compared.');
  }
  const plans: Comparison = {
    current: costLine(current, input),
    other: costLine(other, input),
    left: MAX_COMPARISONS,
  };
  for (const segment of segmentsOf([current, other].map(({ metered }) => metered[input.metric]))) {
    for (const piece of cutAtCommitments([plans.current, plans.other], segment)) {
      const found = runsAlike(plans, piece) ? ifCheaper(plans, piece.low) : firstCheaper(plans, piece);
      if (found === 'tooClose') return { kind: 'tooClose' };
      if (found !== null) return { kind: 'at', quantity: found };
    }
  }
  return { kind: 'never' };
}

interface Comparison {
  readonly current: CostLine;
  readonly other: CostLine;
  left: number;
}

/** Whether the difference of the two is the same all over the range. */
function runsAlike({ current, other }: Comparison, range: Range): boolean {
  return current.nameIn(range) === other.nameIn(range);
}

function ifCheaper({ current, other }: Comparison, quantity: bigint): bigint | null {
  return current.at(quantity) > other.at(quantity) ? quantity : null;
}

/**
 * Halves the range from the left and leaves out what cannot hold the answer: within it `other` is cheaper nowhere when
 * even `current` at its dearest does not exceed `other` at its cheapest, or when the ends say so by more than what
 * roundings and packages can make of two straight lines.
 */
function firstCheaper(plans: Comparison, { low, high }: Range): bigint | 'tooClose' | null {
  const { current, other } = plans;
  if (plans.left <= 0) return 'tooClose';
  plans.left -= 1;
  const [currentLow, otherLow] = [current.at(low), other.at(low)];
  if (currentLow > otherLow) return low;
  if (low === high) return null;
  const [currentHigh, otherHigh] = [current.at(high), other.at(high)];
  if (currentHigh <= otherLow) return null;
  const [gapLow, gapHigh] = [currentLow - otherLow, currentHigh - otherHigh];
  const slack = 2n * (current.slack + other.slack);
  if (gapLow + slack <= 0n && gapHigh + slack <= 0n) return null;
  const middle = (low + high) / 2n;
  return firstCheaper(plans, { low, high: middle }) ?? firstCheaper(plans, { low: middle + 1n, high });
}
