import Stripe from 'stripe';

const CONFLICT = 409;

/** Whether asking again word for word would be refused again: it is the request, not the moment. */
export function isRefusedForGood(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== CONFLICT;
}
