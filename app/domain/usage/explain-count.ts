/** So many unanswered sends of one hour are weighed one against the other; of more only all or none can be told. */
const MAX_WEIGHED = 12;

/**
 * Which of several unanswered sends a meter has counted, told from the sum that it counts beyond what is known: one
 * flag for each, or null when no selection of them gives that sum. Of several selections with the same sum, the one
 * with more of the early sends; the meter's total is the same with any.
 */
export function explainCount(unexplained: bigint, deltas: readonly bigint[]): readonly boolean[] | null {
  const all = deltas.map(() => true);
  if (sumOf(deltas, all) === unexplained) return all;
  const none = deltas.map(() => false);
  if (unexplained === 0n) return none;
  if (deltas.length > MAX_WEIGHED) return null;
  for (let mask = 2 ** deltas.length - 2; mask > 0; mask -= 1) {
    const counted = deltas.map((_, index) => ((mask >> (deltas.length - 1 - index)) & 1) === 1);
    if (sumOf(deltas, counted) === unexplained) return counted;
  }
  return null;
}

function sumOf(deltas: readonly bigint[], counted: readonly boolean[]): bigint {
  return deltas.reduce((sum, delta, index) => (counted[index] ? sum + delta : sum), 0n);
}
