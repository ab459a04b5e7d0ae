export interface DifferenceWithCredits {
  /** Signed: what the period's usage should cost, less what was billed of it and what was settled otherwise. */
  readonly differenceMinor: bigint;
  /** Signed sum of what earlier adjustments have billed and given back. */
  readonly movedMinor: bigint;
  /** What earlier adjustments have booked of the credits by hand: zero or less. */
  readonly byHandMinor: bigint;
  /** What people gave back of the period's own lines before anything was settled: zero or more. */
  readonly creditedByHandMinor: bigint;
}

export interface SplitDifference {
  /** Signed: to be billed or given back. */
  readonly amountMinor: bigint;
  /** Signed: used of what was given back by hand, or taken up again where it is above zero. */
  readonly byHandMinor: bigint;
}

/**
 * What of a difference moves money, and what people gave back already. What they gave back stands for the first part of
 * all that the period has become less than its invoice, and we give back only what goes beyond. So all moves together
 * depend on how much less it is by now, not on the way there: a rise first bills again what we gave back, and then takes
 * up what was used of theirs. It never bills more than the difference, also when more was given back by hand meanwhile.
 */
export function splitByHand(given: DifferenceWithCredits): SplitDifference {
  const { differenceMinor, movedMinor, creditedByHandMinor } = given;
  const changeMinor = movedMinor + given.byHandMinor + differenceMinor;
  const wantedMinor = changeMinor < 0n ? least(changeMinor + creditedByHandMinor, 0n) : changeMinor;
  const mostMinor = differenceMinor > 0n ? differenceMinor : 0n;
  const amountMinor = least(wantedMinor - movedMinor, mostMinor);
  return { amountMinor, byHandMinor: differenceMinor - amountMinor };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
