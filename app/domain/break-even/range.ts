/** From `low` to `high`, both inclusive. */
export interface Range {
  readonly low: bigint;
  readonly high: bigint;
}

/** The smallest quantity for which something holds that then holds on, up to `high` at least. */
export function smallestWhere({ low, high }: Range, holds: (quantity: bigint) => boolean): bigint {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) / 2n;
    if (holds(middle)) to = middle;
    else from = middle + 1n;
  }
  return to;
}

/** Ranges that follow one another up to `high`, each from one of the starts. */
export function rangesFrom(starts: readonly bigint[], high: bigint): Range[] {
  const sorted = [...new Set(starts)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((low, index) => ({ low, high: (sorted[index + 1] ?? high + 1n) - 1n }));
}
