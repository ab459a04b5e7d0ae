import type { Metric } from '../domain/metric.ts';
import type { BucketName, UnitBucket } from '../domain/usage/unit-buckets.ts';
import { formatQuantity } from '../format/metric.ts';
import { settlementWords, unsettledWords } from '../format/settlement.ts';
import type { BucketsView } from './buckets-view.ts';

/** Null when everything that was used is on the period's own invoice. */
export function toBucketsView(
  metric: Metric,
  buckets: readonly UnitBucket[] | null,
  locale: string,
): BucketsView | null {
  if (buckets === null || buckets.length < 2) return null;
  const total = buckets.reduce((sum, { units }) => sum + units, 0n);
  return {
    rows: buckets.map(({ name, units }) => ({
      key: name,
      label: bucketLabel(name, units),
      units: formatQuantity(metric, units, locale),
    })),
    total: formatQuantity(metric, total, locale),
  };
}

function bucketLabel(name: BucketName, units: bigint): string {
  if (name === 'invoiced') return 'On the period’s invoice';
  return name === 'open' ? unsettledWords(units).label : settlementWords(name).label;
}
