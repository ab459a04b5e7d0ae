import type { Metric } from '../domain/metric.ts';
import { exact, shiftDecimal } from './decimal.ts';

export interface MetricWords {
  label: string;
  /** As read in a sentence after a quantity; empty where the quantity carries its own unit. */
  noun: string;
  /** Prices are told per 10^exponent units, which is how they are sold. */
  priceExponent: number;
}

export const METRIC_WORDS: Readonly<Record<Metric, MetricWords>> = {
  impressions: {
    label: 'Impressions',
    noun: 'impressions',
    priceExponent: 3,
  },
  api_calls: {
    label: 'API calls',
    noun: 'API calls',
    priceExponent: 3,
  },
  data_transfer_bytes: { label: 'Data transfer', noun: '', priceExponent: 9 },
};

const GB_EXPONENT = 9;

/** From how many bytes on which unit, the largest first: what its two decimals would round to 1, but no half byte. */
const TRANSFER_UNITS = [
  { from: 999_995_000n, unit: 'gigabyte', exponent: GB_EXPONENT },
  { from: 999_995n, unit: 'megabyte', exponent: 6 },
  { from: 1_000n, unit: 'kilobyte', exponent: 3 },
  { from: 1n, unit: 'byte', exponent: 0 },
] as const;

const DECIMALS = 2;

/** A count as it is, or bytes in GB (10^9) with the unit; less than one in MB, kB or bytes. */
export function formatQuantity(metric: Metric, units: bigint, locale: string): string {
  if (metric !== 'data_transfer_bytes') return formatCount(units, locale);
  const magnitude = units < 0n ? -units : units;
  const { unit, exponent } = transferUnitOf(magnitude);
  return transferFormat(unit, { locale, digits: exponent === 0 ? 0 : DECIMALS }).format(
    exact(shiftDecimal(units.toString(), -exponent)),
  );
}

/** As `formatQuantity`, with the noun: "1,234 impressions", "12.34 GB". */
export function formatQuantityInWords(metric: Metric, units: bigint, locale: string): string {
  return [formatQuantity(metric, units, locale), METRIC_WORDS[metric].noun].filter(Boolean).join(' ');
}

/** As `formatQuantityInWords`, transfer to the byte: "1.234500001 GB". */
export function formatExactQuantityInWords(metric: Metric, units: bigint, locale: string): string {
  if (metric !== 'data_transfer_bytes') return formatQuantityInWords(metric, units, locale);
  const format = transferFormat('gigabyte', { locale, digits: GB_EXPONENT });
  return format.format(exact(shiftDecimal(units.toString(), -GB_EXPONENT)));
}

/** What `formatQuantity` rounds away, for a title: "12,345,678,901 bytes"; null where it says it all. */
export function exactQuantity(metric: Metric, units: bigint, locale: string): string | null {
  if (metric !== 'data_transfer_bytes') return null;
  const magnitude = units < 0n ? -units : units;
  const { exponent } = transferUnitOf(magnitude);
  if (exponent === 0 || magnitude % 10n ** BigInt(exponent - DECIMALS) === 0n) return null;
  return `${formatCount(units, locale)} bytes`;
}

/** The same of "1.2 GB of 500 GB": "1,234,567,890 bytes of 500,000,000,000 bytes"; null where neither is rounded. */
export function exactShare(
  metric: Metric,
  { part, whole }: { part: bigint; whole: bigint },
  locale: string,
): string | null {
  const exacts = [part, whole].map((units) => exactQuantity(metric, units, locale));
  if (exacts.every((exact) => exact === null)) return null;
  return [part, whole].map((units) => `${formatCount(units, locale)} bytes`).join(' of ');
}

/** Short enough for an axis: "1.2M", "120万", "350 GB", and little transfer in its own unit: "8 MB". */
export function formatAxisQuantity(metric: Metric, units: number, locale: string): string {
  if (metric !== 'data_transfer_bytes') {
    return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(units);
  }
  const { unit, exponent } = transferUnitOf(BigInt(Math.round(units)));
  const format = transferFormat(unit, { locale, digits: exponent === 0 ? 0 : 1, notation: 'compact' });
  return format.format(units / 10 ** exponent);
}

/** Nothing at all is none of what is sold: GB. */
function transferUnitOf(bytes: bigint): { unit: string; exponent: number } {
  return TRANSFER_UNITS.find(({ from }) => bytes >= from) ?? TRANSFER_UNITS[0];
}

function transferFormat(
  unit: string,
  { locale, digits, notation }: { locale: string; digits: number; notation?: 'compact' },
): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' && notation === undefined ? 'long' : 'short',
    maximumFractionDigits: digits,
    ...(notation && { notation }),
  });
}

/** What a price is told for: "per 1,000", "per GB". */
export function formatPriceBasis(metric: Metric, locale: string): string {
  if (metric === 'data_transfer_bytes') return 'per GB';
  return `per ${formatCount(10 ** METRIC_WORDS[metric].priceExponent, locale)}`;
}

export function formatCount(count: bigint | number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}
