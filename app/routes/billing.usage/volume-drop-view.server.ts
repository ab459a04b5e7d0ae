import { findVolumeDrops } from '../../domain/pricing/volume-drops.ts';
import { formatQuantityInWords } from '../../format/metric.ts';
import { formatVolumeDrop } from '../../format/volume-drop.ts';
import type { MetricUsage } from '../../services/usage/current/current-usage.ts';
import type { VolumeDropView } from './volume-drop-view.ts';

/** Where the units of the period lie in a stretch that costs more than its border's next unit does. */
export function toVolumeDropView(
  { metric, quantity, price, overageCost: { currency } }: MetricUsage,
  locale: string,
): VolumeDropView | null {
  if (price === undefined) return null;
  const drop = findVolumeDrops({ price, currency }).find(
    ({ dearerFrom, border }) => dearerFrom <= quantity && quantity <= border,
  );
  if (drop === undefined) return null;
  const more = formatQuantityInWords(metric, drop.border + 1n - quantity, locale);
  return { title: `With ${more} more it costs less`, text: formatVolumeDrop(metric, drop, locale) };
}
