import { followLevel } from './follow-level.ts';
import { clamp, mean, median, robustSigma } from './statistics.ts';
import { computeTrend } from './trend.ts';
import { computeWeekdayFactors, type DayUnits } from './weekday-factors.ts';

/** How fast the level may follow; the one that would have told the week ahead best is taken. */
const GAINS = [0.03, 0.08, 0.2, 0.4] as const;
const WEEK = 7;
/** How many forecasts of a week the assumption of mere noise stands for. */
const PRIOR_WEEKS = 4;
/** The level also leans on the plain mean of these days, which steady traffic knows best. */
const STEADY_DAYS = 4 * WEEK;
const STEADY_SHARE = 0.35;
const STEADY_SHARE_OF_NEW = 1;
const STEADY_SIGMAS = 3;
/** A normal distribution's standard deviation over its mean absolute deviation. */
const ABSOLUTE_TO_SIGMA = 1.2533;
/** The blend errs less than its parts do, of which `levelSigma` is measured; set on series that no test scores. */
const LEVEL_CALIBRATION = 0.45;
/** Below this share of an average day a weekday says little about the level. */
const TELLING_FACTOR = 0.15;
/** Nobody's traffic is more even than this. */
const LEAST_SIGMA = 0.03;
/** What is assumed of a publisher of whom less than two weeks are known: its weekdays may well differ. */
const UNKNOWN_SIGMA = 0.3;

/** What is known of one metric's traffic on the evening of the last whole day. */
export interface SeriesModel {
  /** Units of an average day now. */
  level: number;
  /** How wrong the level may be, as a share, by how well the past weeks were told. */
  levelSigma: number;
  /** Growth of the level a day, as a share; fades as the horizon grows. */
  slope: number;
  slopeSigma: number;
  factors: readonly number[];
  gain: number;
  /** Spread of one day around its expectation, as a share, outliers left out. */
  sigma: number;
  /** How far each past day was from what the days before it let expect, as a share; null where that cannot be told. */
  deviations: readonly (number | null)[];
}

/** Fits weekday pattern, level and trend to whole days, oldest first. Outages and spikes count as noise, not as level. */
export function fitSeries(days: readonly DayUnits[], daysOfPeriod: number): SeriesModel {
  const factors = computeWeekdayFactors(days);
  const even = days.map(({ weekday, units }) => {
    const factor = factors[weekday] ?? 1;
    return factor < TELLING_FACTOR ? null : units / factor;
  });
  const known = even.filter((value): value is number => value !== null);
  const typical = median(known.slice(-2 * WEEK));
  if (known.length === 0 || known.every((value) => value === 0)) return silentModel(factors, days.length);
  const sigma = Math.max(
    robustSigma(stepsOf(known)) / Math.SQRT2,
    LEAST_SIGMA,
    days.length < 2 * WEEK ? UNKNOWN_SIGMA : 0,
  );
  const trend = computeTrend(known);
  const start = startLevel(known, typical);
  const slope = trend.slope;
  const { level, levelSigma, gain, deviations } = blendLevels(even, {
    sigma,
    start,
    slope,
    steadyDays: clamp(daysOfPeriod, WEEK, STEADY_DAYS),
  });
  return { level, levelSigma, slope, slopeSigma: trend.sigma, factors, gain, sigma, deviations };
}

function silentModel(factors: readonly number[], days: number): SeriesModel {
  return {
    level: 0,
    levelSigma: 0,
    slope: 0,
    slopeSigma: 0,
    factors,
    gain: 0.1,
    sigma: LEAST_SIGMA,
    deviations: Array<null>(days).fill(null),
  };
}

/** Above nothing for whoever has had any traffic at all: on most days none is a median of none. */
function startLevel(known: readonly number[], typical: number): number {
  const first = median(known.slice(0, WEEK));
  if (first > 0) return first;
  return typical > 0 ? typical : mean(known);
}

/** Relative changes from day to day, which a slow drift hardly touches. */
function stepsOf(known: readonly number[]): number[] {
  const steps: number[] = [];
  for (let index = 1; index < known.length; index += 1) {
    const [before, after] = [known[index - 1] ?? 0, known[index] ?? 0];
    if (before > 0 && after > 0) steps.push(Math.log(after / before));
  }
  return steps;
}

interface Blended {
  level: number;
  levelSigma: number;
  gain: number;
  deviations: readonly (number | null)[];
}

/** Levels that follow at several speeds, each weighted by how well it would have told the week ahead, lately above all. */
function blendLevels(
  even: readonly (number | null)[],
  following: { sigma: number; start: number; slope: number; steadyDays: number },
): Blended {
  const candidates = GAINS.map((gain) => {
    const followed = followLevel(even, { ...following, gain });
    const expected = following.sigma * Math.sqrt(gain / (2 - gain) + 1 / WEEK);
    const cost = costOf(even, { levels: followed.levels, expected });
    return { ...followed, gain, cost, weight: 1 / cost ** 3 };
  });
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  const blend = (of: (candidate: (typeof candidates)[number]) => number) =>
    candidates.reduce((sum, candidate) => sum + of(candidate) * candidate.weight, 0) / total;
  const best = candidates.reduce((a, b) => (b.weight > a.weight ? b : a));
  const followed = blend(({ level }) => level);
  const isNew = even.length < 5 * WEEK;
  const share = isNew ? STEADY_SHARE_OF_NEW : STEADY_SHARE;
  const steadyDays = isNew ? even.length : following.steadyDays;
  const steady = meanOf(even.slice(-Math.min(steadyDays, Math.max(best.sinceShift, 1))), {
    ...following,
    level: followed,
  });
  const level = (1 - share) * followed + share * steady;
  const weekSigma = ABSOLUTE_TO_SIGMA * blend(({ cost }) => cost);
  const levelSigma = LEVEL_CALIBRATION * Math.sqrt(Math.max(weekSigma ** 2 - following.sigma ** 2 / WEEK, 0));
  return { level, levelSigma, gain: blend(({ gain }) => gain), deviations: best.deviations };
}

/** The mean of the last weeks, grown to today, outliers counting as far as they reach the limit. */
function meanOf(
  even: readonly (number | null)[],
  { sigma, slope, level }: { sigma: number; slope: number; level: number },
): number {
  const [low, high] = [level * (1 - STEADY_SIGMAS * sigma), level * (1 + STEADY_SIGMAS * sigma)];
  const kept = even.flatMap((value, index) =>
    value === null ? [] : [clamp(value * (1 + slope) ** (even.length - index), low, high)],
  );
  return kept.length === 0 ? level : mean(kept);
}

/** Mean error of the week ahead as a share, the latest weeks weighing most; begun from what noise alone would cause. */
function costOf(
  even: readonly (number | null)[],
  { levels, expected: prior }: { levels: readonly number[]; expected: number },
): number {
  let [cost, count] = [prior * PRIOR_WEEKS, PRIOR_WEEKS];
  for (let at = WEEK; at + WEEK <= even.length; at += 1) {
    const ahead = even.slice(at, at + WEEK).filter((value): value is number => value !== null);
    const expected = (levels[at] ?? 0) * ahead.length;
    if (expected <= 0) continue;
    const weight = 0.5 ** ((even.length - at) / (2 * WEEK));
    cost += weight * Math.min(Math.abs(ahead.reduce((sum, value) => sum + value, 0) / expected - 1), 1);
    count += weight;
  }
  return cost / count;
}
