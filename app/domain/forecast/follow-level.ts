import { clamp } from './statistics.ts';

/** A deviation beyond this many sigmas moves the level no further: an outage or a spike is not the new normal. */
export const OUTLIER_SIGMAS = 2.5;
/** Unless it lasts: this many in a row on one side are a new level. */
const SHIFT_DAYS = 3;
const SHIFT_GAIN = 0.7;
/** Memory of the tracking signal. */
const TRACKING = 0.25;
/** How much faster than its gain a level follows when all its errors point one way. */
const HURRY = 0.2;

export interface Following {
  gain: number;
  sigma: number;
  start: number;
  slope: number;
}

export interface FollowedLevel {
  /** After the last day. */
  level: number;
  /** Before each day. */
  levels: readonly number[];
  deviations: readonly (number | null)[];
  /** Days that the level which holds now has lasted; all of them when it never jumped. */
  sinceShift: number;
}

/**
 * The level of a traffic freed of its weekdays, day by day (exponential smoothing with Trigg and Leach's tracking
 * signal): a plain mean at first, then slow among noise, quick when the errors keep to one side, at once after three outliers of one kind.
 */
export function followLevel(
  even: readonly (number | null)[],
  { gain, sigma, start, slope }: Following,
): FollowedLevel {
  const limit = OUTLIER_SIGMAS * sigma;
  const levels: number[] = [];
  const deviations: (number | null)[] = [];
  let level = start;
  let run = 0;
  let seen = 0;
  let sinceShift = even.length;
  let [bias, spread] = [0, sigma];
  for (const value of even) {
    level *= 1 + slope;
    levels.push(level);
    const deviation = value === null ? null : value / level - 1;
    deviations.push(deviation);
    if (deviation === null) continue;
    const side = Math.abs(deviation) > limit ? Math.sign(deviation) : 0;
    run = side !== 0 && side === Math.sign(run) ? run + side : side;
    if (Math.abs(run) >= SHIFT_DAYS) {
      level = Math.max(level * (1 + SHIFT_GAIN * deviation), start * 1e-6);
      deviations.fill(null, Math.max(deviations.length - SHIFT_DAYS, 0));
      [bias, spread, seen] = [0, sigma, SHIFT_DAYS - 1];
      sinceShift = even.length - deviations.length + SHIFT_DAYS;
      continue;
    }
    const kept = clamp(deviation, -Math.min(limit, 0.9), limit);
    bias += TRACKING * (kept - bias);
    spread += TRACKING * (Math.abs(kept) - spread);
    const tracking = spread === 0 ? 0 : Math.abs(bias) / spread;
    seen += 1;
    level *= 1 + Math.min(Math.max(gain, 1 / (seen + 1)) + HURRY * tracking ** 4, 0.8) * kept;
  }
  return { level, levels, deviations, sinceShift };
}
