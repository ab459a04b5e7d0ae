import type { Metric } from '../domain/metric.ts';
import { formatQuantity } from './metric.ts';

/** Where a graduated tier begins and ends, in total units: "Above 10,000,000 up to 50,000,000". */
export function formatTier(
  metric: Metric,
  { from, upTo }: { from: bigint; upTo: bigint | null },
  locale: string,
): string {
  const until = upTo === null ? null : `up to ${formatQuantity(metric, upTo, locale)}`;
  if (from === 0n)
    return until === null ? 'All units' : `First ${formatQuantity(metric, upTo ?? 0n, locale)}`;
  return [`Above ${formatQuantity(metric, from, locale)}`, until].filter(Boolean).join(' ');
}
