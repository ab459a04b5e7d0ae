/** Normal distributions have a standard deviation of this times their median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

/** A spread that a few outages or spikes do not move. */
export function robustSigma(values: readonly number[]): number {
  const centre = median(values);
  return MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}

/** Of ascending values, between neighbours in proportion; 0 of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) return 0;
  const place = (ascending.length - 1) * share;
  const low = Math.floor(place);
  const below = ascending[low] ?? 0;
  const above = ascending[Math.min(low + 1, ascending.length - 1)] ?? below;
  return below + (above - below) * (place - low);
}

/** Ascending, without a call for each comparison. */
export function sorted(values: readonly number[]): Float64Array {
  return new Float64Array(values).sort();
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
