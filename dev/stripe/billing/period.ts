export interface Period {
  readonly start: number;
  readonly end: number;
}

export interface Interval {
  readonly interval: string;
  readonly interval_count: number;
}

const DAY_SECONDS = 86_400;

/** anchor + n intervals; months keep the anchor's day, or the last day of a shorter month. */
export function addIntervals(
  anchor: number,
  { interval, interval_count: count }: Interval,
  times: number,
): number {
  const steps = count * times;
  if (interval === 'day') return anchor + steps * DAY_SECONDS;
  if (interval === 'week') return anchor + steps * 7 * DAY_SECONDS;
  const date = new Date(anchor * 1000);
  const months = interval === 'year' ? steps * 12 : steps;
  const day = date.getUTCDate();
  const target = new Date(date);
  target.setUTCDate(1);
  target.setUTCMonth(target.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day, lastDay));
  return Math.floor(target.getTime() / 1000);
}

/** The period of the anchor's cycle that contains `at`; the anchor may lie before or after it. */
export function periodContaining(anchor: number, interval: Interval, at: number): Period {
  const approximate = addIntervals(0, interval, 1);
  let index = Math.floor((at - anchor) / approximate) - 1;
  while (addIntervals(anchor, interval, index + 1) <= at) index += 1;
  return { start: addIntervals(anchor, interval, index), end: addIntervals(anchor, interval, index + 1) };
}

/** A period that a cycle makes, and how long a full one would be where its anchor cuts it short. */
export interface CyclePeriod {
  readonly period: Period;
  readonly fullPeriodSeconds: number | null;
}

/** The period that begins at `start`: up to the anchor's next date, which may be less than an interval away. */
export function periodFrom(anchor: number, interval: Interval, start: number): CyclePeriod {
  const around = periodContaining(anchor, interval, start);
  return {
    period: { start, end: around.end },
    fullPeriodSeconds: around.start === start ? null : around.end - around.start,
  };
}

export function sameInterval(a: Interval, b: Interval): boolean {
  return a.interval === b.interval && a.interval_count === b.interval_count;
}
