import Stripe from 'stripe';
import { BillingError } from '../domain/errors.ts';

/** A refused card as `payment_declined`, with Stripe's words for the customer; any other error as it is. */
export function toCardError(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeCardError)) return error;
  return new BillingError('payment_declined', error.message, { cause: error });
}
