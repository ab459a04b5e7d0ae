import { forecastUsage } from '../../app/domain/forecast/forecast-usage.ts';
import { money } from '../../app/domain/money.ts';
import { createSeries, HISTORY_DAYS, PERIOD_DAYS, type SeriesKind } from './series.ts';

const DAY_MS = 86_400_000;
/** A Thursday, so that the made-up weeks stay where they are. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const PERIOD = {
  start: new Date(FIRST_DAY + HISTORY_DAYS * DAY_MS),
  end: new Date(FIRST_DAY + (HISTORY_DAYS + PERIOD_DAYS) * DAY_MS),
};
/** Evenings on which the month-end is forecast: whole days of the period that have passed. */
const CUTS = [3, 5, 8, 12, 16, 20, 24, 27] as const;

export interface Score {
  kind: SeriesKind;
  forecasts: number;
  /** Mean absolute error of the P50, as a share of what came. */
  error: number;
  /** The same of the straight line: units so far ÷ elapsed share. */
  lineError: number;
  /** Standard error of `error − lineError`; a series is one observation, its evenings are not independent. */
  noise: number;
  /** Share of outcomes between P10 and P90. */
  covered: number;
}

/** Forecasts each series on each evening from its days until then alone, and compares with what came. */
export function scoreForecasts(kind: SeriesKind, seeds: readonly number[]): Score {
  let [error, lineError, covered, forecasts] = [0, 0, 0, 0];
  const gaps: number[] = [];
  for (const seed of seeds) {
    const series = createSeries(kind, seed);
    const actual = sum(series.slice(HISTORY_DAYS));
    if (actual === 0) continue;
    let gap = 0;
    for (const cut of CUTS) {
      const until = HISTORY_DAYS + cut;
      const soFar = sum(series.slice(HISTORY_DAYS, until));
      const { p10, p50, p90 } = forecastOf(series.slice(0, until), { soFar, seed });
      forecasts += 1;
      const miss = Math.abs(p50 - actual) / actual;
      const lineMiss = Math.abs((soFar * PERIOD_DAYS) / cut - actual) / actual;
      error += miss;
      lineError += lineMiss;
      gap += (miss - lineMiss) / CUTS.length;
      if (p10 <= actual && actual <= p90) covered += 1;
    }
    gaps.push(gap);
  }
  return {
    kind,
    forecasts,
    error: error / forecasts,
    lineError: lineError / forecasts,
    noise: standardError(gaps),
    covered: covered / forecasts,
  };
}

function forecastOf(days: readonly number[], { soFar, seed }: { soFar: number; seed: number }) {
  const first = days.findIndex((units) => units > 0);
  const silent = { days: [], unitsSoFar: 0n, shareOfToday: 0 };
  const forecast = forecastUsage({
    period: PERIOD,
    asOf: new Date(FIRST_DAY + days.length * DAY_MS),
    seed,
    metrics: {
      impressions: {
        days: days.slice(Math.max(first, days.length - HISTORY_DAYS, 0)).map(BigInt),
        unitsSoFar: BigInt(soFar),
        shareOfToday: 0,
      },
      api_calls: silent,
      data_transfer_bytes: silent,
    },
    rate: ({ impressions }) => money(impressions, 'usd'),
  });
  if (!forecast.available) return { p10: soFar, p50: soFar, p90: soFar };
  const { p10, p50, p90 } = forecast.metrics.impressions;
  return { p10: Number(p10), p50: Number(p50), p90: Number(p90) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function standardError(values: readonly number[]): number {
  const centre = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - centre) ** 2));
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Over all kinds, each forecast counting once. */
export function poolScores(scores: readonly Score[]): Pick<Score, 'error' | 'lineError' | 'covered'> {
  const forecasts = sum(scores.map((score) => score.forecasts));
  const pool = (of: (score: Score) => number) =>
    sum(scores.map((score) => of(score) * score.forecasts)) / forecasts;
  return {
    error: pool(({ error }) => error),
    lineError: pool(({ lineError }) => lineError),
    covered: pool(({ covered }) => covered),
  };
}
