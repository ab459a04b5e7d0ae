import { z } from 'zod';

const DAY_MS = 86_400_000;

/** PostgreSQL and ISO-8601 agree on these years; anything beyond is as good as the bound. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const DATE_MESSAGE =
  'must be an ISO-8601 date (2025-10-01) or instant with its offset (2025-10-01T12:00:00Z)';

export interface DateOrInstant {
  isDay: boolean;
  at: number;
}

const date = z.iso.date().transform((text) => ({ isDay: true, at: Date.parse(`${text}T00:00:00.000Z`) }));
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => ({ isDay: false, at: Date.parse(text) }));

export const dateOrInstant = z
  .union([date, instant], { error: DATE_MESSAGE })
  .meta({ description: 'ISO-8601 date or instant', format: 'date-time' });

/** The start counts itself; the end is excluded as an instant and included, the whole UTC day, as a date. */
export function startOf({ at }: DateOrInstant): Date {
  return clamp(at);
}

export function endOf({ isDay, at }: DateOrInstant): Date {
  return clamp(isDay ? at + DAY_MS : at);
}

export function isEmptyRange(start: DateOrInstant | undefined, end: DateOrInstant | undefined): boolean {
  if (start === undefined || end === undefined) return false;
  return end.isDay ? start.at >= end.at + DAY_MS : start.at > end.at;
}

function clamp(at: number): Date {
  return new Date(Math.min(Math.max(at, EARLIEST), LATEST));
}
