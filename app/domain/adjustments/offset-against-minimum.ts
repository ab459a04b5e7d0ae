/** A closed period under a minimum commitment, as its books stand. Minor units of one currency. */
export interface PeriodMinimum {
  /** The least that the period costs. */
  readonly dueMinor: bigint;
  /** Its flat fee and usage, late usage and corrections with it. */
  readonly chargedMinor: bigint;
  /** What was billed to fill it up, less what usage has filled since. */
  readonly trueUpMinor: bigint;
}

/**
 * How much of a difference in the period's usage its true-up takes up, signed like the difference: more usage fills what
 * was billed as a true-up already, less usage leaves a hole that a true-up would have filled. What is left of the
 * difference is that of the period's totals with their commitment, so nobody pays for usage and true-up both.
 */
export function offsetAgainstMinimum(minimum: PeriodMinimum | null, differenceMinor: bigint): bigint {
  if (minimum === null) return 0n;
  const missing = minimum.dueMinor - minimum.chargedMinor - differenceMinor;
  const filledMinor = minimum.trueUpMinor - (missing > 0n ? missing : 0n);
  const [low, high] = differenceMinor < 0n ? [differenceMinor, 0n] : [0n, differenceMinor];
  if (filledMinor < low) return low;
  return filledMinor > high ? high : filledMinor;
}
