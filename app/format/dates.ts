import { PAGE_LANGUAGE } from './locale.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Everything in billing is told in UTC: periods, days of a chart, invoice dates. */
const UTC = { timeZone: 'UTC' } as const;

export function formatDate(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { ...UTC, dateStyle: 'medium' }).format(instant);
}

/** Without the year, for the days of a period whose year is told elsewhere. */
export function formatDay(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { ...UTC, month: 'short', day: 'numeric' }).format(instant);
}

export function formatDateTime(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    ...UTC,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(instant);
}

/**
 * A half-open period `[start, end)` by its first and last day; by its instants where one of them cuts a day, which the
 * period before or after it has the rest of.
 */
export function formatPeriod(period: { start: Date; end: Date }, locale: string): string {
  if (period.start < period.end && (cutsDay(period.start) || cutsDay(period.end))) {
    const style = { ...UTC, dateStyle: 'medium', timeStyle: 'short' } as const;
    return `${new Intl.DateTimeFormat(locale, style).formatRange(period.start, period.end)} UTC`;
  }
  const lastInstant = new Date(Math.max(period.end.getTime() - 1, period.start.getTime()));
  return new Intl.DateTimeFormat(locale, { ...UTC, dateStyle: 'medium' }).formatRange(
    period.start,
    lastInstant,
  );
}

/** "10:00 AM", "10:00": an hour by the reader's clock, as `formatPeriod` tells it. */
export function formatTime(instant: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { ...UTC, timeStyle: 'short' }).format(instant);
}

/** "from 10:00 UTC", "until 10:00 UTC": which part of a UTC day lies in a period; null where all of it does. */
export function partOfDay(
  day: string,
  { period: { start, end }, locale }: { period: { start: Date; end: Date }; locale: string },
): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const from = start.getTime() > midnight ? formatTime(start, locale) : null;
  const until = end.getTime() < midnight + DAY_MS ? formatTime(end, locale) : null;
  if (from !== null && until !== null) return `${from} – ${until} UTC`;
  if (from !== null) return `from ${from} UTC`;
  return until === null ? null : `until ${until} UTC`;
}

function cutsDay(instant: Date): boolean {
  return instant.getTime() % DAY_MS !== 0;
}

/** Whole days from `now` until `end`, a begun day counting as one; never below zero. */
export function daysUntil(end: Date, now: Date): number {
  return Math.max(0, Math.ceil((end.getTime() - now.getTime()) / DAY_MS));
}

/** "12 minutes ago", "3 hours ago", "2 days ago": words, so in the page's language. */
export function formatAge(instant: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - instant.getTime());
  const relative = new Intl.RelativeTimeFormat(PAGE_LANGUAGE, { numeric: 'always' });
  if (age < MINUTE_MS) return 'just now';
  if (age < HOUR_MS) return relative.format(-Math.floor(age / MINUTE_MS), 'minute');
  if (age < 2 * DAY_MS) return relative.format(-Math.floor(age / HOUR_MS), 'hour');
  return relative.format(-Math.floor(age / DAY_MS), 'day');
}
