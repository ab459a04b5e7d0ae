import type { TierCharge } from '../pricing/tier.ts';
import type { AdjustmentPart, CreditableLine } from './adjustment.ts';
import { offsetAgainstMinimum, type PeriodMinimum } from './offset-against-minimum.ts';
import { settleDifference } from './settle-difference.ts';
import { splitByHand } from './split-by-hand.ts';
import { takeUpWaiver } from './take-up-waiver.ts';

export interface LateUsageInput {
  /** The rating of that period: its plan version's price in its currency. */
  rate(quantity: bigint): readonly TierCharge[];
  /** Units that the meter had taken in time: what the period's invoice billed. */
  acceptedQuantity: bigint;
  /** Units that earlier adjustments of the period have settled. */
  settledQuantity: bigint;
  /** Units to settle now: corrections may be negative. */
  lateQuantity: bigint;
  /** Signed sum of what earlier adjustments have settled: money, against the minimum, by credits by hand, or waived. */
  adjustedMinor: bigint;
  /** Of that, money: billed, given back, or about to be. */
  movedMinor: bigint;
  /** Of that, what they have booked of credits by hand: zero or less. */
  byHandMinor: bigint;
  /** Of that, what people waived, less what was taken up of it since. */
  waivedMinor: bigint;
  /** Of the settled units, those that people waived when no plan rated them: nothing of them is in the amounts yet. */
  waivedUnratedQuantity: bigint;
  awaitedMinor: bigint;
  creditableLines: readonly CreditableLine[];
  /** What people gave back of the invoice's lines by credit notes of their own: it need not be given back again. */
  creditedByHandMinor: bigint;
  /** Of a period under a minimum commitment. */
  minimum: PeriodMinimum | null;
}

export interface RatedQuantity {
  readonly quantity: bigint;
  readonly lines: readonly TierCharge[];
  readonly totalMinor: bigint;
}

export interface LateAdjustment {
  /** Null: it has to wait until an earlier late item is on an issued invoice and can be given back. */
  readonly parts: readonly AdjustmentPart[] | null;
  /** The period as the invoice billed it. */
  readonly invoiced: RatedQuantity;
  readonly before: RatedQuantity;
  readonly after: RatedQuantity;
  readonly billedMinor: bigint;
  /** Signed like the difference: what is settled against the period's true-up, beside the parts. */
  readonly offsetMinor: bigint;
  /** Signed like the difference, as a rule: what of it people had given back already, or is taken up of that again. */
  readonly byHandMinor: bigint;
  /** Signed like the difference: what of it only takes back what was waived before. */
  readonly waivedMinor: bigint;
  /** What the units come to that were waived unrated, to be booked as waived from now on. */
  readonly waiverRatedMinor: bigint;
}

/**
 * What late or corrected usage of a closed period comes to: the rating of the period's total with it, less what was
 * billed of the period, each tier a line and each line rounded by itself. Because it is the difference of two ratings,
 * many small late rows come to the same as one large one: an amount that rounds to nothing now is in the next difference.
 * Under a minimum commitment the period's true-up takes up its part of it first, then what people have waived of the
 * period, units too that had no rating then: they come to what they would have added to the invoice. What people gave back
 * by hand counts toward a correction, and is never billed again: `splitByHand`.
 */
export function computeLateAdjustment(input: LateUsageInput): LateAdjustment {
  const { acceptedQuantity, settledQuantity, lateQuantity, waivedUnratedQuantity, minimum } = input;
  const rated = (quantity: bigint) => rateFloored(input.rate, quantity);
  const invoiced = rated(acceptedQuantity);
  const after = rated(acceptedQuantity + settledQuantity + lateQuantity);
  const waiverRatedMinor = rated(acceptedQuantity + waivedUnratedQuantity).totalMinor - invoiced.totalMinor;
  const billedMinor = invoiced.totalMinor + input.adjustedMinor + waiverRatedMinor;
  const books = minimum && { ...minimum, chargedMinor: minimum.chargedMinor + waiverRatedMinor };
  const offsetMinor = offsetAgainstMinimum(books, after.totalMinor - billedMinor);
  const usageMinor = after.totalMinor - billedMinor - offsetMinor;
  const waivedMinor = takeUpWaiver({
    differenceMinor: usageMinor,
    waivedMinor: input.waivedMinor + waiverRatedMinor,
  });
  const { amountMinor, byHandMinor } = splitByHand({ ...input, differenceMinor: usageMinor - waivedMinor });
  const parts = settleDifference({
    differenceMinor: amountMinor,
    awaitedMinor: input.awaitedMinor,
    creditableLines: input.creditableLines,
    quantityDelta: lateQuantity,
    kinds: { more: 'late_usage', less: 'late_credit' },
  });
  return {
    parts,
    invoiced,
    before: rated(acceptedQuantity + settledQuantity),
    after,
    billedMinor,
    offsetMinor,
    byHandMinor,
    waivedMinor,
    waiverRatedMinor,
  };
}

/** Stripe bills a negative total as none. */
function rateFloored(rate: LateUsageInput['rate'], quantity: bigint): RatedQuantity {
  const lines = rate(quantity > 0n ? quantity : 0n);
  return { quantity, lines, totalMinor: lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n) };
}
