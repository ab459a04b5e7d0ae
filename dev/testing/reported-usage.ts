import type { Metric } from '../../app/domain/metric.ts';
import { createCustomer } from '../../app/services/customers/create-customer.ts';
import { runTestSync, setReplicaRows } from './usage.ts';
import { letMetersCount, ownerSql, testContext } from './workers.ts';

export const NOW = new Date('2026-04-15T12:05:00.000Z');
const MINUTE_MS = 60_000;

/** A difference that a person had sent anew, waiting. */
export async function insertRepair(customerId: string, units: number) {
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at)
     VALUES ($1, $2, 'impressions', '2026-04-15T00:00:00Z', $3, 'pending', '2026-05-15T00:50:00Z', $4, $4)`,
    [
      `${customerId}:impressions:${Date.parse('2026-04-15T00:00:00Z') / 1_000}:repair:0`,
      customerId,
      units,
      NOW.toISOString(),
    ],
  );
}

export function minutesLater(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * MINUTE_MS);
}

export function insertPublisher() {
  const email = `${crypto.randomUUID()}@publisher.test`;
  return createCustomer(testContext({ now: NOW }), {
    email,
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

export async function syncHours(
  customerId: string,
  quantities: readonly number[],
  metric: Metric = 'impressions',
) {
  await setReplicaRows(
    quantities.map((quantity, index) => ({
      customerId,
      metric,
      hour: `2026-04-15T${String(index).padStart(2, '0')}:00:00.000Z`,
      quantity,
      updatedAt: '2026-04-15T12:00:00.000Z',
    })),
  );
  await runTestSync(testContext({ now: NOW }));
}

export async function metered(stripeCustomerId: string, metric: Metric = 'impressions'): Promise<number> {
  await letMetersCount();
  const { stripe } = testContext();
  const { data: meters } = await stripe.billing.meters.list({ limit: 100 });
  const meter = meters.find(({ event_name: eventName }) => eventName === metric);
  const { data } = await stripe.billing.meters.listEventSummaries(meter?.id ?? '', {
    customer: stripeCustomerId,
    start_time: Date.parse('2026-04-15T00:00:00.000Z') / 1000,
    end_time: Date.parse('2026-05-15T00:00:00.000Z') / 1000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + value, 0);
}

export async function outbox() {
  return ownerSql<{ status: string; attempts: number; sent: boolean; error: string | null }>(
    `SELECT status, attempts, first_sent_at IS NOT NULL AS sent, last_error AS error FROM usage_outbox ORDER BY identifier`,
  );
}

/** Counts what goes to the meters, and answers as `behave` says: the real call is made for `pass` and `lose`. */
export function watchedContext(
  now: Date,
  behave: (call: number, identifier: string) => 'pass' | 'fail' | 'lose' | 'limit' = () => 'pass',
) {
  const ctx = testContext({ now });
  const { meterEvents } = ctx.stripe.billing;
  const create = meterEvents.create.bind(meterEvents);
  const identifiers: string[] = [];
  const { errors } = ctx.stripe.constructor as typeof import('stripe').default;
  const failure = new errors.StripeConnectionError({
    message: 'connection lost',
    type: 'api_error' as never,
  });
  const limit = new errors.StripeRateLimitError({
    message: 'too many',
    type: 'rate_limit_error' as never,
    headers: { 'stripe-rate-limited-reason': 'global-rate' },
  });
  let running = 0;
  let mostAtOnce = 0;
  meterEvents.create = (async (params, options) => {
    identifiers.push(params.identifier ?? '');
    const behaviour = behave(identifiers.length, params.identifier ?? '');
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    try {
      if (behaviour === 'fail') throw failure;
      if (behaviour === 'limit') throw limit;
      const answer = await create(params, options);
      if (behaviour === 'lose') throw failure;
      return answer;
    } finally {
      running -= 1;
    }
  }) as typeof create;
  return { ctx, identifiers, mostAtOnce: () => mostAtOnce };
}

/** Its Worker dies between sending what it claimed and writing down what became of it. */
export function killedAfterSending(now: Date) {
  const ctx = testContext({ now });
  let batches = 0;
  const batch = ((scope, build) => {
    batches += 1;
    if (batches === 2) throw new Error('killed');
    return ctx.db.batch(scope, build);
  }) as typeof ctx.db.batch;
  return { ...ctx, db: { ...ctx.db, batch } };
}

/** No send has an answer. Of the correction with that number one may be counted all the same. */
export function withoutAnswers(
  now: Date,
  { correction, isCounted }: { correction: number; isCounted: boolean },
) {
  let isLost = !isCounted;
  return watchedContext(now, (_call, identifier) => {
    if (isLost || !identifier.endsWith(`:${correction}`)) return 'fail';
    isLost = true;
    return 'lose';
  }).ctx;
}
