import Stripe from 'stripe';
import type { Environment } from '../config/env.ts';

export type StripeClient = Stripe;

const REQUEST_TIMEOUT_MS = 20_000;

/**
 * Retries are ours, in PostgreSQL on the injected clock, because stripe-node never retries a plain 429 and its waits
 * would hold a Worker open; two quick ones for broken connections stay with the SDK, under one idempotency key.
 */
export function createStripeClient(
  env: Pick<Environment, 'STRIPE_SECRET_KEY' | 'DEV_STRIPE_URL'>,
  fetchStripe?: typeof fetch,
): StripeClient {
  const standIn = env.DEV_STRIPE_URL === undefined ? undefined : new URL(env.DEV_STRIPE_URL);
  return new Stripe(env.STRIPE_SECRET_KEY, {
    apiVersion: '2026-10-28.endive',
    httpClient: Stripe.createFetchHttpClient(fetchStripe),
    maxNetworkRetries: 2,
    timeout: REQUEST_TIMEOUT_MS,
    telemetry: false,
    ...(standIn && {
      host: standIn.hostname,
      port: standIn.port,
      protocol: standIn.protocol === 'https:' ? 'https' : 'http',
    }),
  });
}
