import type { Metric } from '../domain/metric.ts';
import type { VolumeDrop } from '../domain/pricing/volume-drops.ts';
import { formatQuantity, formatQuantityInWords } from './metric.ts';
import { formatMoney } from './money.ts';

/** "601 to 1,000 API calls cost up to $5.00; 1,001 API calls cost $3.00." */
export function formatVolumeDrop(metric: Metric, drop: VolumeDrop, locale: string): string {
  const { border, dearerFrom, costAtBorder, costBeyond } = drop;
  const words = (units: bigint) => formatQuantityInWords(metric, units, locale);
  return `${formatQuantity(metric, dearerFrom, locale)} to ${words(border)} cost up to ${formatMoney(costAtBorder, locale)}; ${words(border + 1n)} cost ${formatMoney(costBeyond, locale)}.`;
}
