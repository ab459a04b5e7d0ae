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
  level: number;
  slope: number;
  /** In [0, 1): which past day's deviation each day ahead repeats. */
  days: readonly number[];
}

export function drawPath(random: () => number, dayCount: number): PathDraws {
  return {
    level: normalOf(random),
    slope: normalOf(random),
    days: Array.from({ length: dayCount }, () => random()),
  };
}

/** Units of each day ahead on one possible path. */
export function simulateRemainder(
  model: SeriesModel,
  {
    ahead,
    draws,
    pool,
  }: { ahead: readonly Pick<DayAhead, 'weekday' | 'share'>[]; draws: PathDraws; pool: readonly number[] },
): number[] {
  const { gain, sigma, factors } = model;
  let level = model.level * Math.max(1 + model.levelSigma * draws.level, 0);
  let growth = model.slope + SLOPE_CALIBRATION * model.slopeSigma * draws.slope;
  return ahead.map(({ weekday, share }, index) => {
    growth *= DAMPING;
    level *= 1 + growth;
    const drawn = pool[Math.floor((draws.days[index] ?? 0) * pool.length)] ?? 0;
    const deviation = clamp(drawn, -1, LARGEST_DEVIATION);
    const units = level * (factors[weekday] ?? 1) * (1 + deviation) * share;
    level *= Math.max(1 + gain * clamp(deviation, -2.5 * sigma, 2.5 * sigma), 0);
    return units;
  });
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
