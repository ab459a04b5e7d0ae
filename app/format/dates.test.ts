import { describe, expect, it } from 'vitest';
import {
  daysUntil,
  formatAge,
  formatDate,
  formatDateTime,
  formatPeriod,
  formatTime,
  partOfDay,
} from './dates.ts';

const november = { start: new Date('2025-11-01T00:00:00Z'), end: new Date('2025-12-01T00:00:00Z') };

describe('formatPeriod', () => {
  it('shows the last day inside, not the exclusive end', () => {
    expect(formatPeriod(november, 'en-US')).toBe('Nov 1\u2009–\u200930, 2025');
  });

  it('follows the locale', () => {
    expect(formatPeriod(november, 'ja-JP')).toBe('2025/11/01～2025/11/30');
  });

  it('shows one day for an empty period', () => {
    const instant = new Date('2025-11-05T10:00:00Z');
    expect(formatPeriod({ start: instant, end: instant }, 'en-US')).toBe('Nov 5, 2025');
  });
});

describe('instants', () => {
  it('are told in UTC, whatever the machine thinks', () => {
    expect(formatDate(new Date('2025-11-30T23:59:59Z'), 'en-US')).toBe('Nov 30, 2025');
    expect(formatDateTime(new Date('2025-11-30T23:05:00Z'), 'en-GB')).toBe('30 Nov 2025, 23:05 UTC');
  });
});

describe('formatAge', () => {
  const now = new Date('2025-11-22T12:00:00Z');
  it.each([
    ['2025-11-22T11:59:31Z', 'just now'],
    ['2025-11-22T11:48:00Z', '12 minutes ago'],
    ['2025-11-22T10:59:00Z', '1 hour ago'],
    ['2025-11-21T00:00:00Z', '36 hours ago'],
    ['2025-11-19T12:00:00Z', '3 days ago'],
    ['2025-11-22T12:00:05Z', 'just now'],
  ])('%s reads "%s"', (instant, expected) => {
    expect(formatAge(new Date(instant), now)).toBe(expected);
  });
});

describe('daysUntil', () => {
  it('counts a begun day, and none after the end', () => {
    expect(daysUntil(november.end, new Date('2025-11-29T23:00:00Z'))).toBe(2);
    expect(daysUntil(november.end, new Date('2025-12-03T00:00:00Z'))).toBe(0);
  });
});

it('tells two periods that share a day apart by the hour', () => {
  const seam = new Date('2026-05-20T10:00:00Z');
  const read = (start: Date, end: Date) => formatPeriod({ start, end }, 'en-US').replaceAll(/\s/g, ' ');
  expect(read(new Date('2026-05-15T00:00:00Z'), seam)).toBe(
    'May 15, 2026, 12:00 AM – May 20, 2026, 10:00 AM UTC',
  );
  expect(read(seam, new Date('2026-06-20T10:00:00Z'))).toBe(
    'May 20, 2026, 10:00 AM – Jun 20, 2026, 10:00 AM UTC',
  );
});

describe('the hour', () => {
  const plain = (text: string | null) => text?.replaceAll(/\s/g, ' ') ?? null;
  const period = { start: new Date('2026-05-20T10:00:00Z'), end: new Date('2026-06-20T21:00:00Z') };

  it('is told of the part of a day that lies in a period', () => {
    const part = (day: string, end = period.end) =>
      plain(partOfDay(day, { period: { ...period, end }, locale: 'en-US' }));
    expect(part('2026-05-20')).toBe('from 10:00 AM UTC');
    expect(part('2026-05-21')).toBeNull();
    expect(part('2026-06-20')).toBe('until 9:00 PM UTC');
    expect(part('2026-05-20', new Date('2026-05-20T12:00:00Z'))).toBe('10:00 AM – 12:00 PM UTC');
    expect(part('2026-06-19', new Date('2026-06-20T00:00:00Z'))).toBeNull();
  });

  it.each([
    ['en-US', '9:00 PM'],
    ['en-GB', '21:00'],
    ['de-DE', '21:00'],
    ['ja-JP', '21:00'],
  ])('is written by one clock in %s: %s, in a period, beside a day and alone', (locale, time) => {
    expect(plain(formatTime(period.end, locale))).toBe(time);
    expect(plain(formatPeriod(period, locale))).toContain(`${time} UTC`);
    expect(plain(partOfDay('2026-06-20', { period, locale }))).toBe(`until ${time} UTC`);
  });
});
