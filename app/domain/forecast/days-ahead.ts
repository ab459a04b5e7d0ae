import { type Period, startOfUtcDay, utcDay } from '../period.ts';

const DAY_MS = 86_400_000;

export interface DayAhead {
  readonly day: string;
  readonly weekday: number;
  /** The part of it that lies in the period. */
  readonly share: number;
}

/** The days that a period still has, today first and whole, the last one as far as the period reaches into it. */
export function daysAhead({ period, asOf }: { period: Period; asOf: Date }): readonly DayAhead[] {
  const days: DayAhead[] = [];
  let start = startOfUtcDay(asOf);
  while (start < period.end) {
    const next = new Date(start.getTime() + DAY_MS);
    const end = next < period.end ? next : period.end;
    days.push({
      day: utcDay(start),
      weekday: start.getUTCDay(),
      share: (end.getTime() - start.getTime()) / DAY_MS,
    });
    start = next;
  }
  return days;
}
