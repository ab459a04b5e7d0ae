import { roundRatioHalfUp } from '../decimal.ts';

/** A P50 that was given once, and what came. */
export interface PastForecast {
  readonly forecast: bigint;
  readonly actual: bigint;
}

const PERMILLE = 1_000n;

/**
 * By how much the forecasts missed, in tenths of a percent of what came in all of the periods, rounded half up; null when
 * nothing came. Every period counts, also one in which nothing came, so that it is of as many for every metric.
 */
export function computePastError(
  past: readonly PastForecast[],
): { permille: number; periods: number } | null {
  const came = past.reduce((sum, { actual }) => sum + actual, 0n);
  if (came === 0n) return null;
  const missed = past.reduce(
    (sum, { forecast, actual }) => sum + (forecast > actual ? forecast - actual : actual - forecast),
    0n,
  );
  return { permille: Number(roundRatioHalfUp(PERMILLE * missed, came)), periods: past.length };
}
