import type { StripeClient } from './client.ts';

const ALL = '*';

/** The types of event that Stripe is asked to send, by all endpoints together; null when it is asked for all. */
export async function readSubscribedTypes(stripe: StripeClient): Promise<ReadonlySet<string> | null> {
  const endpoints = await stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const types = endpoints
    .filter(({ status }) => status === 'enabled')
    .flatMap(({ enabled_events: enabled }) => enabled);
  return types.length === 0 || types.includes(ALL) ? null : new Set(types);
}
