import { formatDecimal } from '../decimal.ts';
import { BYTES_PER_GB, type Metric } from '../metric.ts';
import type { Period } from '../period.ts';
import type { AdjustmentKind } from './adjustment.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const RATED = 'rated in that period’s tiers';
const UNRATED = 'not rated';

/**
 * What stands on the invoice line or the credit note: the period, the units and the rule, e.g. "Late usage for 1–31
 * March 2026: 12,000 impressions, rated in that period’s tiers"; of what a person decides, that nothing rates it. In
 * English, as all that Stripe writes on an invoice.
 */
export function describeLateUsage(input: {
  kind: AdjustmentKind;
  metric: Metric;
  period: Period;
  quantity: bigint;
  isRated?: boolean;
}): string {
  const rule = (input.isRated ?? true) ? RATED : UNRATED;
  const what = input.kind === 'late_usage' ? 'Late usage' : 'Correction of usage';
  const units = describeUnits(input.metric, input.quantity);
  return `${what} for ${describePeriod(input.period)}: ${units}, ${rule}`;
}

/** By its first and last day in UTC: "1–31 March 2026", "15 March – 14 April 2026". */
export function describePeriod({ start, end }: Period): string {
  const last = new Date(Math.max(end.getTime() - 1, start.getTime()));
  const [from, to] = [dayOf(start), dayOf(last)];
  if (from.year !== to.year) return `${text(from)} – ${text(to)}`;
  if (from.month !== to.month) return `${from.day} ${from.month} – ${text(to)}`;
  return from.day === to.day ? text(to) : `${from.day}–${text(to)}`;
}

function dayOf(instant: Date) {
  const month = MONTHS[instant.getUTCMonth()] ?? '';
  return { day: instant.getUTCDate(), month, year: instant.getUTCFullYear() };
}

function text({ day, month, year }: ReturnType<typeof dayOf>): string {
  return `${day} ${month} ${year}`;
}

/** "12,000 impressions", "−1 API call", "1,234.500000001 GB". */
export function describeUnits(metric: Metric, quantity: bigint): string {
  const amount = quantity < 0n ? -quantity : quantity;
  const sign = quantity < 0n ? '−' : '';
  switch (metric) {
    case 'impressions':
      return `${sign}${grouped(amount.toString())} ${amount === 1n ? 'impression' : 'impressions'}`;
    case 'api_calls':
      return `${sign}${grouped(amount.toString())} API ${amount === 1n ? 'call' : 'calls'}`;
    case 'data_transfer_bytes':
      return `${sign}${grouped(gigabytes(amount))} GB`;
  }
}

/** Exact to the byte. */
function gigabytes(bytes: bigint): string {
  return formatDecimal({ scaled: (bytes * 10n ** 12n) / BYTES_PER_GB });
}

function grouped(number: string): string {
  const [whole = '', fraction] = number.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
