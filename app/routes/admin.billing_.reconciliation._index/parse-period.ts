import type { FieldError } from '../../domain/errors.ts';
import { isPeriodPreset, type PeriodPreset } from './period-presets.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

interface GivenPeriod {
  preset: string;
  /** Dates; the last day is included. */
  from: string;
  to: string;
}

interface ParsedPeriod {
  /** As the API takes them, its end exclusive; none for the running period and the one before. */
  bounds: { period_start?: string; period_end?: string };
  errors: FieldError[];
}

/** Months are whole UTC months. Dates that are filled in count when no other preset is chosen. */
export function parsePeriod({ preset, from, to }: GivenPeriod, now: Date): ParsedPeriod {
  const chosen = isPeriodPreset(preset) ? preset : 'recent';
  const hasDates = from !== '' || to !== '';
  if (chosen === 'dates' || (chosen === 'recent' && hasDates)) return ofDates({ from, to });
  if (hasDates) return refused('period', 'has dates of its own; choose “Other dates” for these');
  const months = MONTHS[chosen];
  if (months === null) return { bounds: {}, errors: [] };
  const [first, last] = months;
  return {
    bounds: { period_start: monthStart(now, first), period_end: monthStart(now, last + 1) },
    errors: [],
  };
}

/** First and last month, counted from the running one. */
const MONTHS: Readonly<Record<Exclude<PeriodPreset, 'dates'>, readonly [number, number] | null>> = {
  recent: null,
  this_month: [0, 0],
  last_month: [-1, -1],
  last_three_months: [-3, -1],
};

function ofDates({ from, to }: Pick<GivenPeriod, 'from' | 'to'>): ParsedPeriod {
  const [start, last] = [dateOf(from), dateOf(to)];
  const errors = [
    ...(start === null ? [{ path: 'period_start', message: 'must be a date' }] : []),
    ...(last === null ? [{ path: 'period_end', message: 'must be a date' }] : []),
  ];
  if (start === null || last === null) return { bounds: {}, errors };
  const days = (last - start) / DAY_MS + 1;
  if (days < 1) return refused('period_end', 'must not be before the first day');
  if (days > MAX_DAYS) return refused('period_end', `must be within ${MAX_DAYS} days of the first day`);
  const end = new Date(last + DAY_MS).toISOString();
  return { bounds: { period_start: new Date(start).toISOString(), period_end: end }, errors: [] };
}

function refused(path: string, message: string): ParsedPeriod {
  return { bounds: {}, errors: [{ path, message }] };
}

function dateOf(text: string): number | null {
  if (!DATE.test(text)) return null;
  const at = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text) ? null : at.getTime();
}

function monthStart(now: Date, months: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString();
}
