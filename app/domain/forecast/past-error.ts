/** A P50 that was given once, and what came. */
export interface PastForecast {
  readonly forecast: bigint;
  readonly actual: bigint;
}

const PERMILLE = 1_000n;

/**
 * Mean absolute percentage error, in tenths of a percent rounded half up; null when nothing can be compared. A period in
 * which nothing came has no percentage and is left out.
 */
export function computePastError(
  past: readonly PastForecast[],
): { permille: number; periods: number } | null {
  const comparable = past.filter(({ actual }) => actual > 0n);
  if (comparable.length === 0) return null;
  const shares = comparable.map(({ forecast, actual }) => {
    const miss = forecast > actual ? forecast - actual : actual - forecast;
    return Number((2n * PERMILLE * miss + actual) / (2n * actual));
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { permille: Math.round(total / shares.length), periods: comparable.length };
}
