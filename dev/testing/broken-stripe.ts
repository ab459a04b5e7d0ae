import Stripe from 'stripe';
import type { StripeClient } from '../../app/stripe/client.ts';
import { environment } from './workers.ts';

export interface StripeCall {
  method: string;
  path: string;
  idempotencyKey: string | null;
}

/** The test's own Stripe, but calls that `breaks` names never arrive. It sees every call, so it may also just look. */
export function brokenStripe(breaks: (call: StripeCall) => boolean): StripeClient {
  const { hostname, port } = new URL(environment.stripeUrl);
  const fetchOrFail: typeof fetch = (input, init) => {
    const call: StripeCall = {
      method: init?.method ?? 'GET',
      path: new URL(String(input)).pathname,
      idempotencyKey: new Headers(init?.headers).get('idempotency-key'),
    };
    if (breaks(call)) return Promise.reject(new TypeError('Network connection lost.'));
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
