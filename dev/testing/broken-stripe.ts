import Stripe from 'stripe';
import type { StripeClient } from '../../app/stripe/client.ts';
import { environment } from './workers.ts';

/** The test's own Stripe, but calls that `breaks` names never arrive. */
export function brokenStripe(breaks: (method: string, path: string) => boolean): StripeClient {
  const { hostname, port } = new URL(environment.stripeUrl);
  const fetchOrFail: typeof fetch = (input, init) => {
    const { pathname } = new URL(String(input));
    if (breaks(init?.method ?? 'GET', pathname))
      return Promise.reject(new TypeError('Network connection lost.'));
    return fetch(input, init);
  };
  return new Stripe('sk_test_workers', {
    host: hostname,
    port,
    protocol: 'http',
    httpClient: Stripe.createFetchHttpClient(fetchOrFail),
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
