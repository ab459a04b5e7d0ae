export interface DifferenceAfterWaiver {
  /** Signed: what is to be billed, or to be given back. */
  readonly differenceMinor: bigint;
  /** Signed: what people waived of the period's earlier differences, less what was taken up of that since. */
  readonly waivedMinor: bigint;
}

/**
 * How much of a difference only takes back what was waived before, signed like the difference. What was never billed is
 * not given back, and what was never given back is not billed, so it moves no money.
 */
export function takeUpWaiver({ differenceMinor, waivedMinor }: DifferenceAfterWaiver): bigint {
  const mostMinor = -waivedMinor;
  if (differenceMinor < 0n && mostMinor < 0n)
    return differenceMinor < mostMinor ? mostMinor : differenceMinor;
  if (differenceMinor > 0n && mostMinor > 0n)
    return differenceMinor > mostMinor ? mostMinor : differenceMinor;
  return 0n;
}
