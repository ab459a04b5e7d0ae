import Stripe from 'stripe';

/** What Stripe answered, or why it did not, for a log or a `last_error`; null for an error that is not Stripe's. */
export function describeStripeError(error: unknown): string | null {
  return error instanceof Stripe.errors.StripeError ? `${error.type}: ${error.message}` : null;
}
