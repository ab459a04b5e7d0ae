import type { Metric } from '../../../app/domain/metric.ts';
import { ownerSql } from '../workers.ts';
import type { Publisher } from './publisher.ts';
import { FIRST_DAY, may, NOW, SECOND_PERIOD } from './two-periods.ts';

/** The meter as somebody else would move it, not by our outbox. */
export async function meterEvent(
  { stripeCustomerId }: Publisher,
  { metric, value, at }: { metric: Metric; value: bigint; at: string },
): Promise<void> {
  await may.stripe.billing.meterEvents.create({
    event_name: metric,
    identifier: crypto.randomUUID(),
    timestamp: Date.parse(at) / 1_000,
    payload: { stripe_customer_id: stripeCustomerId, value: String(value) },
  });
}

export async function cancelEvent({ customerId }: Publisher, metric: Metric, hour: string): Promise<void> {
  const identifier = `${customerId}:${metric}:${Date.parse(hour) / 1_000}:1`;
  await may.stripe.billing.meterEventAdjustments.create({
    event_name: metric,
    type: 'cancel',
    cancel: { identifier },
  });
}

export function usageKey({ subscriptionId }: Publisher, metric: Metric, day = SECOND_PERIOD): string {
  return `usage:${subscriptionId}:${metric}:${day}T00:00:00.000Z`;
}

export async function meterOf(
  { stripeCustomerId }: Publisher,
  metric: Metric,
  period: 1 | 2,
): Promise<bigint> {
  const [start, end] = period === 1 ? [FIRST_DAY, SECOND_PERIOD] : [SECOND_PERIOD, '2026-06-15'];
  const { data: meters } = await may.stripe.billing.meters.list({ limit: 100 });
  const meterId = meters.find(({ event_name: name }) => name === metric)?.id ?? '';
  const { data } = await may.stripe.billing.meters.listEventSummaries(meterId, {
    customer: stripeCustomerId,
    start_time: Date.parse(start) / 1_000,
    end_time: Date.parse(end) / 1_000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + BigInt(value), 0n);
}

export async function insertHour(
  own: Publisher,
  { metric, hour, status }: { metric: Metric; hour: string; status: 'pending' | 'failed' },
): Promise<void> {
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, report_sequence,
       source_updated_at, updated_at)
     VALUES ($1, $2, $3, 8000, 8000, 1, $4, $4)`,
    [own.customerId, metric, hour, NOW.toISOString()],
  );
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at)
     VALUES ($1, $2, $3, $4, 8000, $5, '2026-06-15T00:50:00Z', '2026-05-15T12:30:00Z', '2026-05-15T12:00:00Z')`,
    [`${own.customerId}:${metric}:${Date.parse(hour) / 1_000}:1`, own.customerId, metric, hour, status],
  );
}
