import type { MetadataChange } from './params.ts';
import type { Metadata } from './types.ts';

/** Stripe merges metadata: keys given are set, keys given empty are unset, the rest stays. */
export function mergeMetadata(current: Metadata, change: MetadataChange | undefined): Metadata {
  if (change === undefined) return current;
  if (change === null) return {};
  const merged = { ...current };
  for (const [key, value] of Object.entries(change)) {
    if (value === '') delete merged[key];
    else merged[key] = value;
  }
  return merged;
}
