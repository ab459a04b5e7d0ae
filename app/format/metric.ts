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
/** Below a hundredth of a GB two decimals would say "0"; then all nine are shown. */
const SMALL_TRANSFER_BYTES = 10_000_000n;

/** A count as it is, or bytes in GB (10^9) with the unit. */
export function formatQuantity(metric: Metric, units: bigint, locale: string): string {
  if (metric !== 'data_transfer_bytes') return formatCount(units, locale);
  const isSmall = units !== 0n && units < SMALL_TRANSFER_BYTES;
  const format = gigabytes(locale, { maximumFractionDigits: isSmall ? GB_EXPONENT : 2 });
  return format.format(exact(shiftDecimal(units.toString(), -GB_EXPONENT)));
}

/** As `formatQuantity`, with the noun: "1,234 impressions", "12.34 GB". */
export function formatQuantityInWords(metric: Metric, units: bigint, locale: string): string {
  return [formatQuantity(metric, units, locale), METRIC_WORDS[metric].noun].filter(Boolean).join(' ');
}

/** As `formatQuantityInWords`, transfer to the byte: "1.234500001 GB". */
export function formatExactQuantityInWords(metric: Metric, units: bigint, locale: string): string {
  if (metric !== 'data_transfer_bytes') return formatQuantityInWords(metric, units, locale);
  const format = gigabytes(locale, { maximumFractionDigits: GB_EXPONENT });
  return format.format(exact(shiftDecimal(units.toString(), -GB_EXPONENT)));
}

/** Short enough for an axis: "1.2M", "120万", "350 GB", and little transfer in its own unit: "8 MB". */
export function formatAxisQuantity(metric: Metric, units: number, locale: string): string {
  if (metric !== 'data_transfer_bytes') {
    return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(units);
  }
  const { unit, bytes, digits } =
    TRANSFER_UNITS.find(({ from }) => units >= from && units > 0) ?? TRANSFER_UNITS[0];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    notation: 'compact',
    maximumFractionDigits: digits,
  }).format(units / bytes);
}

/** From how many bytes on which unit, the largest first. */
const TRANSFER_UNITS = [
  { from: 10 ** GB_EXPONENT, unit: 'gigabyte', bytes: 10 ** GB_EXPONENT, digits: 1 },
  { from: Number(SMALL_TRANSFER_BYTES), unit: 'gigabyte', bytes: 10 ** GB_EXPONENT, digits: 2 },
  { from: 10 ** 6, unit: 'megabyte', bytes: 10 ** 6, digits: 1 },
  { from: 10 ** 3, unit: 'kilobyte', bytes: 10 ** 3, digits: 1 },
  { from: 0, unit: 'byte', bytes: 1, digits: 0 },
] as const;

/** What a price is told for: "per 1,000", "per GB". */
export function formatPriceBasis(metric: Metric, locale: string): string {
  if (metric === 'data_transfer_bytes') return 'per GB';
  return `per ${formatCount(10 ** METRIC_WORDS[metric].priceExponent, locale)}`;
}

export function formatCount(count: bigint | number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

function gigabytes(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'gigabyte',
    unitDisplay: 'short',
    ...options,
  });
}
