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
  return stripeThrough(async (call, send) => {
    if (breaks(call)) throw new TypeError('Network connection lost.');
    return send();
  });
}

/** The same, but Stripe answers calls with the refusal that `refuses` gives for them. */
export function refusingStripe(
  refuses: (call: StripeCall) => { status: number; headers: Record<string, string> } | null,
): StripeClient {
  return stripeThrough(async (call, send) => {
    const refusal = refuses(call);
    if (refusal === null) return send();
    const type = refusal.status === 429 ? 'rate_limit_error' : 'api_error';
    return Response.json(
      { error: { type, message: 'Refused by the test.' } },
      { status: refusal.status, headers: { ...refusal.headers, 'stripe-should-retry': 'false' } },
    );
  });
}

/** The test's own Stripe, with every call passing through the test's hands: before it is sent, and its answer after. */
export function stripeThrough(
  pass: (call: StripeCall, send: () => Promise<Response>) => Promise<Response>,
): StripeClient {
  const { hostname, port } = new URL(environment.stripeUrl);
  const fetchThrough: typeof fetch = (input, init) => {
    const call: StripeCall = {
      method: init?.method ?? 'GET',
      path: new URL(String(input)).pathname,
      idempotencyKey: new Headers(init?.headers).get('idempotency-key'),
    };
    return pass(call, () => fetch(input, init));
  };
  return new Stripe('sk_test_workers', {
    host: hostname,
    port,
    protocol: 'http',
    httpClient: Stripe.createFetchHttpClient(fetchThrough),
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
