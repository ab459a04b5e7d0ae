/** So many unanswered sends of one hour are weighed one against the other; of more only all or none can be told. */
const MAX_WEIGHED = 12;

/**
 * Which of several unanswered sends a meter has counted, a flag for each, told from the sum that it counts beyond what is
 * known; null when no selection of them gives that sum. Of several selections with the same sum all, then none, then the
 * one with more of the early sends: the meter's total is the same with any, which of the sends are in it is not told.
 */
export function explainCount(unexplained: bigint, deltas: readonly bigint[]): readonly boolean[] | null {
  const selections = deltas.length > MAX_WEIGHED ? [allOf(deltas), noneOf(deltas)] : selectionsOf(deltas);
  for (const isCounted of selections) {
    if (sumOf(deltas, isCounted) === unexplained) return isCounted;
  }
  return null;
}

function* selectionsOf(deltas: readonly bigint[]): Generator<readonly boolean[]> {
  yield allOf(deltas);
  if (deltas.length === 0) return;
  yield noneOf(deltas);
  for (let mask = 2 ** deltas.length - 2; mask > 0; mask -= 1) {
    yield deltas.map((_, index) => ((mask >> (deltas.length - 1 - index)) & 1) === 1);
  }
}

function allOf(deltas: readonly bigint[]): readonly boolean[] {
  return deltas.map(() => true);
}

function noneOf(deltas: readonly bigint[]): readonly boolean[] {
  return deltas.map(() => false);
}

function sumOf(deltas: readonly bigint[], isCounted: readonly boolean[]): bigint {
  return deltas.reduce((sum, delta, index) => (isCounted[index] ? sum + delta : sum), 0n);
}
