import Stripe from 'stripe';

/** Whom a 429 stops: all of our calls, or only those about one customer and meter. */
export type RateLimitScope = 'account' | 'resource';

const REASON_HEADER = 'stripe-rate-limited-reason';
const ACCOUNT_REASONS: readonly string[] = [
  'global-rate',
  'global-concurrency',
  'endpoint-rate',
  'endpoint-concurrency',
];

/** Null for every other error. Without a reason it is a lock on the object, so the others may go on. */
export function rateLimitScope(error: unknown): RateLimitScope | null {
  if (!(error instanceof Stripe.errors.StripeRateLimitError)) return null;
  const reason = error.headers?.[REASON_HEADER];
  return reason !== undefined && ACCOUNT_REASONS.includes(reason) ? 'account' : 'resource';
}
