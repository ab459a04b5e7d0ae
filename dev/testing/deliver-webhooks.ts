import type { ServiceContext } from '../../app/services/context.ts';
import { type ProcessedEvents, processEvents } from '../../app/services/events/process-events.ts';
import { handleStripeWebhook } from '../../workers/webhook.ts';
import type { WebhookDelivery } from './environment.ts';
import { stripeDeliveries, testBindings } from './workers.ts';

const WEBHOOK_URL = 'https://billing.test/api/v1/webhooks/stripe';

let seen = 0;

/** What Stripe has sent since the last call. */
export async function newDeliveries(): Promise<WebhookDelivery[]> {
  const all = await stripeDeliveries();
  const fresh = all.slice(seen);
  seen = all.length;
  return fresh;
}

/** Hands one delivery to the Worker, as Stripe would. */
export async function deliver({ body, signature }: WebhookDelivery): Promise<void> {
  const request = new Request(WEBHOOK_URL, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': signature },
  });
  const response = await handleStripeWebhook(request, testBindings());
  if (response.status !== 200)
    throw new Error(`webhook answered ${response.status}: ${await response.text()}`);
}

/** Everything that Stripe has sent since, delivered in order and worked through. */
export async function settleWebhooks(ctx: ServiceContext): Promise<ProcessedEvents> {
  for (const delivery of await newDeliveries()) await deliver(delivery);
  return processEvents(ctx);
}
