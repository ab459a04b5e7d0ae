import { clamp, mean, median, robustSigma } from './statistics.ts';

const WEEK = 7;
/** Below two of each weekday a pattern cannot be told from noise. */
const FEWEST_DAYS = 2 * WEEK;
/** Factors are known to about this share: less would divide by nearly nothing. */
const LEAST_FACTOR = 0.02;

/** A median is this much less certain than a mean, in variance. */
const MEDIAN_VARIANCE = 1.57;

/** Seven medians always differ a little; only differences well beyond that are a pattern. */
const DOUBT = 2;

export interface DayUnits {
  /** 0 is Sunday, in UTC. */
  weekday: number;
  units: number;
}

/**
 * How each weekday compares with the average day: the median of its shares of the week around it, drawn towards 1 as far
 * as the differences between weekdays are no larger than noise within one weekday would make them. Averages 1.
 */
export function computeWeekdayFactors(days: readonly DayUnits[]): readonly number[] {
  const even = Array<number>(WEEK).fill(1);
  if (days.length < FEWEST_DAYS) return even;
  const shares = even.map((): number[] => []);
  for (const [index, { weekday, units }] of days.entries()) {
    const from = clamp(index - 3, 0, days.length - WEEK);
    const around = mean(days.slice(from, from + WEEK).map((day) => day.units));
    if (around > 0) shares[weekday]?.push(units / around);
  }
  if (shares.some((list) => list.length < 2)) return even;
  const centres = shares.map((list) => median(list));
  const average = mean(centres);
  if (average <= 0) return even;
  const rests = shares.flatMap((list, weekday) => list.map((share) => share - (centres[weekday] ?? 1)));
  const within = (MEDIAN_VARIANCE * robustSigma(rests) ** 2) / (days.length / WEEK - 1);
  const between = mean(centres.map((centre) => (centre - average) ** 2));
  const trust = between === 0 ? 0 : clamp(1 - DOUBT * (within / between), 0, 1);
  const factors = centres.map((centre) => Math.max(1 + trust * (centre / average - 1), LEAST_FACTOR));
  const scale = mean(factors);
  return factors.map((factor) => factor / scale);
}
