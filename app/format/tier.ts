import type { Metric } from '../domain/metric.ts';
import { formatQuantity } from './metric.ts';

interface TierBounds {
  from: bigint;
  upTo: bigint | null;
}

/** Where a graduated tier begins and ends, in total units: "Above 10,000,000 up to 50,000,000". */
export function formatTier(metric: Metric, tier: TierBounds, locale: string): string {
  return formatTierParts(metric, tier, locale).join(' ');
}

/** The same in the parts that stand on a line each where room is short. */
export function formatTierParts(metric: Metric, { from, upTo }: TierBounds, locale: string): string[] {
  const format = (units: bigint) => formatQuantity(metric, units, locale);
  if (upTo === null) return [from === 0n ? 'All units' : `Above ${format(from)}`];
  if (from === 0n) return [`First ${format(upTo)}`];
  return [`Above ${format(from)}`, `up to ${format(upTo)}`];
}
