import type { DayAhead } from './days-ahead.ts';
import type { SeriesModel } from './fit-series.ts';
import { normalOf } from './random.ts';
import { clamp, mean } from './statistics.ts';

/** A trend loses a little of its growth each day. */
const DAMPING = 0.97;
/** Most publishers grow more evenly than their slope is known; set on series that no test scores. */
const SLOPE_CALIBRATION = 0.6;
/** Outliers count in the spread, but none so far that one past day rules the band. */
const LARGEST_DEVIATION = 6;

/** What all metrics of one path have in common: they meet the same days again, so that they move together. */
export interface PathDraws {
  /** Standard normal: how wrong the level and the slope are. */
  readonly level: number;
  readonly slope: number;
  /** In [0, 1): which past day's deviation each day ahead repeats. */
  readonly days: Float64Array;
}

export function drawPath(random: () => number, dayCount: number): PathDraws {
  const [level, slope] = [normalOf(random), normalOf(random)];
  const days = new Float64Array(dayCount);
  for (let day = 0; day < dayCount; day += 1) days[day] = random();
  return { level, slope, days };
}

export interface Remainder {
  readonly model: SeriesModel;
  /** Past deviations to draw from. */
  readonly pool: readonly number[];
  readonly ahead: readonly Pick<DayAhead, 'weekday' | 'share'>[];
}

/** Writes what one possible path adds up to by the end of each day ahead, from `soFar` on, into `totals[day][path]`. */
export function simulateRemainder(
  { model, pool, ahead }: Remainder,
  {
    draws,
    soFar,
    totals,
    path,
  }: { draws: PathDraws; soFar: number; totals: readonly Float64Array[]; path: number },
): void {
  const { gain, sigma, factors } = model;
  const limit = 2.5 * sigma;
  let level = model.level * Math.max(1 + model.levelSigma * draws.level, 0);
  let growth = model.slope + SLOPE_CALIBRATION * model.slopeSigma * draws.slope;
  let total = soFar;
  for (const [day, { weekday, share }] of ahead.entries()) {
    growth *= DAMPING;
    level *= 1 + growth;
    const drawn = pool[Math.floor((draws.days[day] ?? 0) * pool.length)] ?? 0;
    const deviation = clamp(drawn, -1, LARGEST_DEVIATION);
    total += level * (factors[weekday] ?? 1) * (1 + deviation) * share;
    level *= Math.max(1 + gain * clamp(deviation, -limit, limit), 0);
    const reached = totals[day];
    if (reached !== undefined) reached[path] = total;
  }
}

const USUAL_STEPS = [-1.6, -1, -0.6, -0.3, 0, 0, 0.3, 0.6, 1, 1.6];
const ENOUGH_DAYS = 14;
const ORDINARY_SIGMAS = 3;

/**
 * Past deviations to draw from; a short history is filled up with what is usual among strangers. The ordinary ones are
 * centred, because the level is their mean; spikes and outages keep their weight.
 */
export function poolOf({ deviations, sigma }: SeriesModel, skip: number): readonly number[] {
  const past = deviations.slice(skip).map((value) => value ?? 0);
  const pool = past.length >= ENOUGH_DAYS ? past : [...past, ...USUAL_STEPS.map((step) => step * sigma)];
  const limit = ORDINARY_SIGMAS * sigma;
  const centre = mean(pool.map((value) => clamp(value, -limit, limit)));
  return pool.map((value) => value - centre);
}
