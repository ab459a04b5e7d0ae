import Stripe from 'stripe';
import { createControl } from '../../dev/testing/control.ts';
import type { WorldAddresses } from '../../dev/testing/world-process.ts';
import { DEVELOPMENT_SECRETS } from '../../dev/world/environment.ts';
import { type LoadRequest, measureLoad } from '../load.ts';
import { atMost, type BenchResult, figure } from '../result.ts';

const DURATION_MS = 5_000;
const CONCURRENCIES = [1, 8, 32];

/**
 * Signed, distinct `customer.updated` events of the demo's customers against the webhook route, with the processing
 * going on behind it. Beside it the same Worker refusing a bad signature, which is everything but the database.
 */
export async function benchWebhooks(world: WorldAddresses): Promise<BenchResult[]> {
  const control = createControl(world.controlUrl);
  const publishers = (await control.accounts()).filter(({ role }) => role === 'publisher');
  const stripe = new Stripe(DEVELOPMENT_SECRETS.STRIPE_SECRET_KEY);
  const run = Date.now().toString(36);
  const createdAt = Math.floor((await control.now()).getTime() / 1000);
  let sent = 0;
  const event = (secret: string): LoadRequest => {
    sent += 1;
    const { stripe_customer_id: id, email, name } = publishers[sent % publishers.length] ?? {};
    const body = JSON.stringify({
      id: `evt_bench${run}${sent}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: createdAt,
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: 'customer.updated',
      data: { object: { id, object: 'customer', email, name, metadata: {} } },
    });
    const signature = stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp: createdAt,
    });
    return {
      method: 'POST',
      url: `${world.url}/api/v1/webhooks/stripe`,
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    };
  };
  const results: BenchResult[] = [];
  for (const concurrency of CONCURRENCIES) {
    const measure = (secret: string) =>
      measureLoad({ concurrency, durationMs: DURATION_MS, next: () => event(secret) });
    const floor = await measure('whsec_somebody_elses');
    const stored = await measure(DEVELOPMENT_SECRETS.STRIPE_WEBHOOK_SECRET);
    results.push(
      figure(`c=${concurrency}: stored`, stored.perSecond, 'events/s'),
      figure(`c=${concurrency}: p50`, stored.p50Ms, 'ms'),
      figure(`c=${concurrency}: p99`, stored.p99Ms, 'ms'),
      figure(
        `c=${concurrency}: share of the floor (signature refused)`,
        stored.perSecond / floor.perSecond,
        '×',
      ),
      atMost(`c=${concurrency}: not answered 200`, stored.failures, 'events', 0),
    );
  }
  const startedAt = performance.now();
  await control.settle();
  results.push(figure('until all of it is processed', (performance.now() - startedAt) / 1000, 's'));
  return results;
}
