import type Stripe from 'stripe';
import { METRICS, type Metric } from '../../../app/domain/metric.ts';
import type { StripeClient } from '../../../app/stripe/client.ts';
import { ownerSql, replicaSql } from '../workers.ts';

/** Where every unit of one customer and metric is. */
export interface UnitBuckets {
  customerId: string;
  metric: Metric;
  replica: bigint;
  records: bigint;
  accepted: bigint;
  late: bigint;
  credited: bigint;
  recorded: bigint;
  unbillable: bigint;
  held: bigint;
  pending: bigint;
  failed: bigint;
}

type UnitRow = Record<Exclude<keyof UnitBuckets, 'customerId' | 'metric' | 'replica'>, string> & {
  customerId: string;
  metric: Metric;
};

export async function unitBuckets(): Promise<UnitBuckets[]> {
  const replica = await replicaSql<{ customer_id: string; metric: Metric; quantity: string }>(
    `SELECT customer_id, metric, sum(quantity)::bigint::text AS quantity FROM usage_hourly_source GROUP BY 1, 2`,
  );
  const rows = await ownerSql<UnitRow>(
    `SELECT u.customer_id AS "customerId", u.metric, u.quantity::text AS records,
       o.accepted::text, o.held::text, o.pending::text, o.failed::text,
       a.late::text, a.credited::text, a.recorded::text, a.unbillable::text
     FROM (SELECT customer_id, metric, sum(quantity) AS quantity FROM usage_records GROUP BY 1, 2) u
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(quantity_delta) FILTER (WHERE status = 'accepted'), 0) AS accepted,
         coalesce(sum(quantity_delta) FILTER (WHERE status = 'held' AND adjustment_id IS NULL), 0) AS held,
         coalesce(sum(quantity_delta) FILTER (WHERE status = 'pending'), 0) AS pending,
         coalesce(sum(quantity_delta) FILTER (WHERE status = 'failed'), 0) AS failed
       FROM usage_outbox o WHERE o.customer_id = u.customer_id AND o.metric = u.metric
     ) o
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(quantity_delta) FILTER (WHERE status = 'issued' AND amount_minor > 0), 0) AS late,
         coalesce(sum(quantity_delta) FILTER (WHERE status = 'issued' AND amount_minor < 0), 0) AS credited,
         coalesce(sum(quantity_delta) FILTER (WHERE status = 'recorded'), 0) AS recorded,
         coalesce(sum(quantity_delta) FILTER (WHERE status IN ('unbillable', 'failed', 'planned')), 0) AS unbillable
       FROM period_adjustments a WHERE a.customer_id = u.customer_id AND a.component = u.metric
     ) a
     ORDER BY 1, 2`,
  );
  return rows.map(({ customerId, metric, ...sums }) => {
    const source = replica.find((row) => row.customer_id === customerId && row.metric === metric);
    const big = (name: keyof typeof sums) => BigInt(sums[name]);
    return {
      customerId,
      metric,
      replica: BigInt(source?.quantity ?? 0),
      records: big('records'),
      accepted: big('accepted'),
      late: big('late'),
      credited: big('credited'),
      recorded: big('recorded'),
      unbillable: big('unbillable'),
      held: big('held'),
      pending: big('pending'),
      failed: big('failed'),
    };
  });
}

/** Final usage by period, as the replica has it. */
export async function replicaUsage(input: {
  customerId: string;
  metric: Metric;
  start: Date;
  end: Date;
}): Promise<bigint> {
  const [row] = await replicaSql<{ quantity: string }>(
    `SELECT coalesce(sum(quantity), 0)::bigint::text AS quantity FROM usage_hourly_source
     WHERE customer_id = $1 AND metric = $2 AND hour >= $3 AND hour < $4`,
    [input.customerId, input.metric, input.start.toISOString(), input.end.toISOString()],
  );
  return BigInt(row?.quantity ?? 0);
}

/** What Stripe itself says: its meters' counts and the money of metered lines, late items and credit notes. */
export async function stripeBooks(stripe: StripeClient, stripeCustomerId: string) {
  const all = { limit: 10_000 };
  const invoices = await stripe.invoices
    .list({ customer: stripeCustomerId, limit: 100 })
    .autoPagingToArray(all);
  const lines: Stripe.InvoiceLineItem[] = [];
  for (const invoice of invoices) {
    if (invoice.status === 'draft') continue;
    lines.push(...(await stripe.invoices.listLineItems(invoice.id, { limit: 100 }).autoPagingToArray(all)));
  }
  const notes = await stripe.creditNotes
    .list({ customer: stripeCustomerId, limit: 100 })
    .autoPagingToArray(all);
  const items = await stripe.invoiceItems
    .list({ customer: stripeCustomerId, limit: 100 })
    .autoPagingToArray(all);
  return { invoices, lines, notes, items };
}

export async function meterCounts(
  stripe: StripeClient,
  input: { stripeCustomerId: string; start: Date; end: Date },
): Promise<ReadonlyMap<Metric, bigint>> {
  const { data: meters } = await stripe.billing.meters.list({ limit: 100 });
  const counts = new Map<Metric, bigint>();
  for (const metric of METRICS) {
    const meter = meters.find(({ event_name: name }) => name === metric);
    const { data } = await stripe.billing.meters.listEventSummaries(meter?.id ?? '', {
      customer: input.stripeCustomerId,
      start_time: input.start.getTime() / 1_000,
      end_time: input.end.getTime() / 1_000,
    });
    counts.set(
      metric,
      data.reduce((sum, { aggregated_value: value }) => sum + BigInt(value), 0n),
    );
  }
  return counts;
}
