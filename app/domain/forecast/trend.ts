import { clamp, median, robustSigma } from './statistics.ts';

const SHORT_DAYS = 28;
const FEWEST_DAYS = 21;
const FEWEST_STEP_DAYS = 4;
/** A walk at random often looks like a trend. */
const CAUTION = 1;
/** Growth beyond 3 % a day does not last to a month's end. */
const STEEPEST = 0.03;

export interface Trend {
  /** Growth a day, as a share. */
  slope: number;
  sigma: number;
}

/**
 * The growth a day in which the last four weeks and the whole history agree, drawn towards none as far as noise alone
 * could show as much. A single step is no trend: the two would not agree on it.
 */
export function computeTrend(values: readonly number[]): Trend {
  if (values.length < FEWEST_DAYS) return { slope: 0, sigma: 0 };
  const logs = values.map((value) => Math.log(Math.max(value, 1e-9)));
  const long = slopeOf(logs);
  if (isStep(logs, long.slope)) return { slope: 0, sigma: long.sigma };
  const short = slopeOf(logs.slice(-SHORT_DAYS));
  if (Math.sign(long.slope) !== Math.sign(short.slope)) return { slope: 0, sigma: long.sigma };
  const gentler = Math.abs(long.slope) < Math.abs(short.slope) ? long : short;
  const doubt = gentler.slope === 0 ? 1 : CAUTION * (long.sigma / gentler.slope) ** 2;
  const slope = clamp(gentler.slope * clamp(1 - doubt, 0, 1), -STEEPEST, STEEPEST);
  return { slope, sigma: long.sigma };
}

/** Theil and Sen: the median of the slopes between all pairs that lie well apart. */
function slopeOf(logs: readonly number[]): Trend {
  const slopes: number[] = [];
  const apart = Math.floor(logs.length / 3);
  for (let from = 0; from < logs.length; from += 1) {
    for (let to = from + apart; to < logs.length; to += 1) {
      slopes.push(((logs[to] ?? 0) - (logs[from] ?? 0)) / (to - from));
    }
  }
  const slope = median(slopes);
  const rests = logs.map((value, index) => value - slope * index);
  const sigma = robustSigma(rests) * Math.sqrt(12 / logs.length ** 3) * correlationFactor(rests);
  return { slope, sigma };
}

/** Neighbouring days are alike, which makes a drift look like a trend. */
function correlationFactor(rests: readonly number[]): number {
  const centre = median(rests);
  let [product, square] = [0, 0];
  for (let index = 1; index < rests.length; index += 1) {
    product += ((rests[index - 1] ?? 0) - centre) * ((rests[index] ?? 0) - centre);
    square += ((rests[index - 1] ?? 0) - centre) ** 2;
  }
  const rho = clamp(square === 0 ? 0 : product / square, 0, 0.9);
  return Math.sqrt((1 + rho) / (1 - rho));
}

/** Whether one step somewhere tells the course better than a steady growth. */
function isStep(logs: readonly number[], slope: number): boolean {
  const line = missOf(logs.map((value, index) => value - slope * index));
  for (let at = FEWEST_STEP_DAYS; at <= logs.length - FEWEST_STEP_DAYS; at += 1) {
    if (missOf(logs.slice(0, at)) + missOf(logs.slice(at)) < line) return true;
  }
  return false;
}

function missOf(values: readonly number[]): number {
  const centre = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - centre), 0);
}
