export const METRICS = ['impressions', 'api_calls', 'data_transfer_bytes'] as const;

/** What is metered. Also the event names of the Stripe meters. Transfer is counted in bytes and sold in GB (10^9 bytes). */
export type Metric = (typeof METRICS)[number];

export const BYTES_PER_GB = 1_000_000_000n;

export function isMetric(value: string): value is Metric {
  return (METRICS as readonly string[]).includes(value);
}
