import type { PaymentIntent, PaymentMethod, SetupIntent } from '../state/records.ts';
import { randomText } from '../wire/ids.ts';

/** What the customer does next: authenticate in Stripe.js, or at a page from which they return. */
export function authenticationStep(returnUrl: string | null) {
  if (returnUrl === null) {
    return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } };
  }
  const url = `https://hooks.stripe.com/3d_secure_2/hosted?merchant=${randomText(24)}`;
  return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
}

/**
 * A second confirmation of an intent that waits for its customer stands for the customer having authenticated the card
 * that they were asked about; another card is asked about anew.
 */
export function hasAuthenticated(
  { status, payment_method: asked }: PaymentIntent | SetupIntent,
  method: PaymentMethod,
): boolean {
  return status === 'requires_action' && asked === method.id;
}
