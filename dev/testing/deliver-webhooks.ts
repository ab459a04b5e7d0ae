import Stripe from 'stripe';
import type { ServiceContext } from '../../app/services/context.ts';
import { type ProcessedEvents, processEvents } from '../../app/services/events/process-events.ts';
import { handleStripeWebhook } from '../../workers/webhook.ts';
import { TEST_WEBHOOK_SECRET, type WebhookDelivery } from './environment.ts';
import { stripeDeliveries, testRuntime, unwatched } from './workers.ts';

const WEBHOOK_URL = 'https://billing.test/api/v1/webhooks/stripe';

let seen = 0;

/** What Stripe has sent since the last call. */
export async function newDeliveries(): Promise<WebhookDelivery[]> {
  const fresh = await stripeDeliveries(seen);
  seen += fresh.length;
  return fresh;
}

/** Hands one delivery to the Worker, as Stripe would. */
export async function deliver({ body, signature }: WebhookDelivery): Promise<void> {
  const request = new Request(WEBHOOK_URL, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': signature },
  });
  const response = await handleStripeWebhook(request, {
    runtime: testRuntime(),
    requestId: crypto.randomUUID(),
    execution: unwatched,
  });
  if (response.status !== 200)
    throw new Error(`webhook answered ${response.status}: ${await response.text()}`);
}

/** Everything that Stripe has sent since, delivered in order and worked through; signed anew, as each delivery is. */
export async function settleWebhooks(ctx: ServiceContext): Promise<ProcessedEvents> {
  for (const { body } of await newDeliveries()) await deliver(await signAnew(body, ctx.now));
  return processEvents(ctx);
}

async function signAnew(body: string, now: Date): Promise<WebhookDelivery> {
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: body,
    secret: TEST_WEBHOOK_SECRET,
    timestamp: now.getTime() / 1_000,
  });
  return { body, signature };
}
