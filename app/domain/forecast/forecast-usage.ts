import { METRICS, type Metric } from '../metric.ts';
import type { Money } from '../money.ts';
import type { Period } from '../period.ts';
import { type DayAhead, daysAhead } from './days-ahead.ts';
import { fitSeries } from './fit-series.ts';
import { seededRandom } from './random.ts';
import { drawPath, poolOf, type Remainder, simulateRemainder } from './simulate-remainder.ts';
import { quantile } from './statistics.ts';

export const FORECAST_PATHS = 400;
const BAND = { p10: 0.1, p50: 0.5, p90: 0.9 } as const;
const DAY_MS = 86_400_000;
/** Before this many days of the period there is no forecast. */
export const FIRST_FORECAST_DAY = 3;
/** The first days have too little before them to say what was to be expected. */
const WARM_UP_DAYS = 7;

export interface Band<T> {
  readonly p10: T;
  readonly p50: T;
  readonly p90: T;
}

export interface MetricHistory {
  /** Units of each whole UTC day before today, oldest first, the last one yesterday; up to eight weeks of them. */
  readonly days: readonly bigint[];
  /** Units of the running period so far, today's included. */
  readonly unitsSoFar: bigint;
  /** The part of today's usual units that has come by now, by the hours of past days. */
  readonly shareOfToday: number;
}

export interface ForecastInput {
  readonly period: Period;
  /** Up to when usage is known. */
  readonly asOf: Date;
  readonly metrics: Readonly<Record<Metric, MetricHistory>>;
  readonly seed: number;
  /** What a period with these units costs beyond the flat fee. */
  rate(quantities: Readonly<Record<Metric, bigint>>): Money;
}

export interface MetricForecast extends Band<bigint> {
  /** Units of the period by the end of each day ahead, today first: the tail of the chart. */
  readonly cumulative: readonly ({ readonly day: string } & Band<bigint>)[];
}

export type UsageForecast =
  | { readonly available: false; readonly reason: 'too_early' | 'no_history' }
  | {
      readonly available: true;
      readonly metrics: Readonly<Record<Metric, MetricForecast>>;
      /** The usage charges of each path, rated through the tiers and then ranked: never a scaled amount. */
      readonly usageCost: Band<Money>;
    };

/**
 * Units and usage charges at the period's end. Each path repeats, day by day, what past days deviated from their
 * expectation, the same past day for all metrics, so that they rise and fall together; quantiles are taken over the
 * paths, of each metric by itself and of the money of all. P10, P50 and P90 of the money are therefore not the money of
 * those of the units. The same input gives the same forecast.
 */
export function forecastUsage(input: ForecastInput): UsageForecast {
  const { period, asOf, metrics } = input;
  if (asOf.getTime() - period.start.getTime() < (FIRST_FORECAST_DAY - 1) * DAY_MS) {
    return { available: false, reason: 'too_early' };
  }
  if (METRICS.every((metric) => metrics[metric].days.length < FIRST_FORECAST_DAY - 1)) {
    return { available: false, reason: 'no_history' };
  }
  const ahead = daysAhead({ period, asOf });
  const simulated = simulate(input, ahead);
  const days = ahead.map(({ day }) => day);
  const forecastOf = (metric: Metric) =>
    toForecast({ totals: simulated[metric], soFar: metrics[metric].unitsSoFar, days });
  // Before the units are ranked, which forgets the path they were of.
  const usageCost = moneyBand(rateEnds(input, simulated));
  return {
    available: true,
    metrics: {
      impressions: forecastOf('impressions'),
      api_calls: forecastOf('api_calls'),
      data_transfer_bytes: forecastOf('data_transfer_bytes'),
    },
    usageCost,
  };
}

/** `totals[day][path]`: units of the period by the end of each day ahead; null for a metric that is silent. */
type PathTotals = readonly Float64Array[] | null;

function simulate(input: ForecastInput, ahead: readonly DayAhead[]): Record<Metric, PathTotals> {
  const simulated: Record<Metric, PathTotals> = {
    impressions: null,
    api_calls: null,
    data_transfer_bytes: null,
  };
  const prepared = METRICS.flatMap((metric) => {
    const remainder = prepare(input.metrics[metric], ahead, input);
    if (remainder.model.level === 0) return [];
    const totals = ahead.map(() => new Float64Array(FORECAST_PATHS));
    simulated[metric] = totals;
    return [{ remainder, totals, soFar: Number(input.metrics[metric].unitsSoFar) }];
  });
  const random = seededRandom(input.seed);
  for (let path = 0; path < FORECAST_PATHS; path += 1) {
    const draws = drawPath(random, ahead.length);
    for (const { remainder, totals, soFar } of prepared) {
      simulateRemainder(remainder, { draws, soFar, totals, path });
    }
  }
  return simulated;
}

function rateEnds({ metrics, rate }: ForecastInput, simulated: Record<Metric, PathTotals>): Money[] {
  const end = (metric: Metric, path: number) =>
    toUnits(simulated[metric]?.at(-1)?.[path], metrics[metric].unitsSoFar);
  return Array.from({ length: FORECAST_PATHS }, (_, path) =>
    rate({
      impressions: end('impressions', path),
      api_calls: end('api_calls', path),
      data_transfer_bytes: end('data_transfer_bytes', path),
    }),
  );
}

function prepare(
  { days, shareOfToday }: MetricHistory,
  ahead: readonly DayAhead[],
  { asOf, period }: ForecastInput,
): Remainder {
  const today = Math.floor(asOf.getTime() / DAY_MS);
  const daysOfPeriod = today - Math.floor(period.start.getTime() / DAY_MS);
  const model = fitSeries(
    days.map((units, index) => ({
      weekday: weekdayOf(today - days.length + index),
      units: Number(units),
    })),
    daysOfPeriod,
  );
  const [first, ...rest] = ahead;
  const shared =
    first === undefined ? [] : [{ ...first, share: Math.max(first.share - shareOfToday, 0) }, ...rest];
  return { model, pool: poolOf(model, WARM_UP_DAYS), ahead: shared };
}

/** 1 January 1970 was a Thursday. */
export function weekdayOf(epochDay: number): number {
  return (((epochDay + 4) % 7) + 7) % 7;
}

/** Ranks the totals of each day in place. */
function toForecast(input: { totals: PathTotals; soFar: bigint; days: readonly string[] }): MetricForecast {
  const { totals, soFar, days } = input;
  const nothingMore = { p10: soFar, p50: soFar, p90: soFar };
  const bandAt = (index: number): Band<bigint> => {
    const ranked = totals?.[index]?.sort();
    if (ranked === undefined) return nothingMore;
    const at = (share: number) => toUnits(quantile(ranked, share), soFar);
    return { p10: at(BAND.p10), p50: at(BAND.p50), p90: at(BAND.p90) };
  };
  const cumulative = days.map((day, index) => ({ day, ...bandAt(index) }));
  const { p10, p50, p90 } = cumulative.at(-1) ?? nothingMore;
  return { p10, p50, p90, cumulative };
}

/** What has been counted cannot be taken back by a forecast. */
function toUnits(value: number | undefined, soFar: bigint): bigint {
  const units = value === undefined ? soFar : BigInt(Math.round(value));
  return units < soFar ? soFar : units;
}

/** Amounts that really occurred, so that each is one that the tiers can give. */
function moneyBand(costs: readonly Money[]): Band<Money> {
  const ranked = [...costs].sort((a, b) =>
    a.amountMinor < b.amountMinor ? -1 : a.amountMinor > b.amountMinor ? 1 : 0,
  );
  const at = (share: number) => ranked[Math.round((ranked.length - 1) * share)] as Money;
  return { p10: at(BAND.p10), p50: at(BAND.p50), p90: at(BAND.p90) };
}
