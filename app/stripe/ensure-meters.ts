import type { Metric } from '../domain/metric.ts';
import type { StripeClient } from './client.ts';

const METER_LIST_LIMIT = 100;

const DISPLAY_NAMES: Record<Metric, string> = {
  impressions: 'Ad impressions',
  api_calls: 'API calls',
  data_transfer_bytes: 'Data transfer (bytes)',
};

/**
 * Finds or makes the meter of each metric: raw events, summed. No `event_time_window`, because a windowed meter keeps
 * only the last event of its window, and the corrections we send must add up.
 */
export async function ensureMeters(
  stripe: StripeClient,
  metrics: readonly Metric[],
): Promise<ReadonlyMap<Metric, string>> {
  const { data } = await stripe.billing.meters.list({ status: 'active', limit: METER_LIST_LIMIT });
  const known = new Map(data.map((meter) => [meter.event_name, meter.id]));
  const ids = new Map<Metric, string>();
  for (const metric of metrics) {
    ids.set(metric, known.get(metric) ?? (await createMeter(stripe, metric)));
  }
  return ids;
}

async function createMeter(stripe: StripeClient, metric: Metric): Promise<string> {
  const meter = await stripe.billing.meters.create(
    {
      display_name: DISPLAY_NAMES[metric],
      event_name: metric,
      default_aggregation: { formula: 'sum' },
      customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
      value_settings: { event_payload_key: 'value' },
    },
    { idempotencyKey: `provision:meter:${metric}` },
  );
  return meter.id;
}
