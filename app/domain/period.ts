const DAY_MS = 86_400_000;

/** A half-open span of time: `start` belongs to it, `end` does not. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/**
 * The anchor moved by whole months in UTC, clamped at the end of a shorter month (31 January + 1 = 28 or 29 February).
 * Always counted from the anchor itself, so that a February never turns a 31st into a 28th for good.
 */
export function addMonths(anchor: Date, months: number): Date {
  const year = anchor.getUTCFullYear();
  const month = anchor.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(anchor);
  moved.setUTCFullYear(year, month, Math.min(anchor.getUTCDate(), lastDay));
  return moved;
}

/** The n-th monthly period after the anchor; negative n lie before it. */
export function monthlyPeriod(anchor: Date, n: number): Period {
  return { start: addMonths(anchor, n), end: addMonths(anchor, n + 1) };
}

/** The monthly period of this anchor that contains the instant. */
export function periodContaining(anchor: Date, instant: Date): Period {
  const months =
    (instant.getUTCFullYear() - anchor.getUTCFullYear()) * 12 +
    (instant.getUTCMonth() - anchor.getUTCMonth());
  const sameMonth = addMonths(anchor, months);
  return monthlyPeriod(anchor, sameMonth > instant ? months - 1 : months);
}

export function isWithin(period: Period, instant: Date): boolean {
  return period.start <= instant && instant < period.end;
}

export function startOfUtcDay(instant: Date): Date {
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()));
}

/** The UTC calendar day, e.g. `"2026-02-28"`. */
export function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** Each UTC day that the period touches, in order. */
export function utcDaysOf({ start, end }: Period): readonly string[] {
  const days: string[] = [];
  for (let day = startOfUtcDay(start); day < end; day = new Date(day.getTime() + DAY_MS))
    days.push(utcDay(day));
  return days;
}
