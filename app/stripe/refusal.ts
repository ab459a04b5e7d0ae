import Stripe from 'stripe';

/**
 * Why Stripe did not answer a good question. `throttled`: it asked us to slow down. `outage`: it could not be reached or
 * failed itself. `key`: it does not know our key or does not let it do this, which no waiting mends.
 * `wholeAccount`: the next call would fare no better, whatever it asks for.
 */
export interface StripeRefusal {
  kind: 'throttled' | 'outage' | 'key';
  wholeAccount: boolean;
  retryAfterMs: number | null;
}

const ACCOUNT_REASONS: readonly string[] = [
  'global-rate',
  'global-concurrency',
  'endpoint-rate',
  'endpoint-concurrency',
];

/** Null for every error that says something about the object asked for, and for what is not Stripe's. */
export function stripeRefusal(error: unknown): StripeRefusal | null {
  if (!(error instanceof Stripe.errors.StripeError)) return null;
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    const reason = error.headers?.['stripe-rate-limited-reason'];
    const wholeAccount = reason !== undefined && ACCOUNT_REASONS.includes(reason);
    return { kind: 'throttled', wholeAccount, retryAfterMs: retryAfterMs(error) };
  }
  if (isKeyRefused(error)) return { kind: 'key', wholeAccount: false, retryAfterMs: null };
  return isOutage(error) ? { kind: 'outage', wholeAccount: false, retryAfterMs: retryAfterMs(error) } : null;
}

function isKeyRefused(error: Stripe.errors.StripeError): boolean {
  return (
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError
  );
}

function isOutage(error: Stripe.errors.StripeError): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    (error.statusCode !== undefined && error.statusCode >= 500)
  );
}

/** Stripe gives whole seconds. */
function retryAfterMs(error: Stripe.errors.StripeError): number | null {
  const seconds = Number(error.headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}
