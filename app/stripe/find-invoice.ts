import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { toId, toIdOrNull } from './values.ts';

/** Neither a charge nor a payment intent names its invoice; the invoice's payments do. Null when there is none. */
export async function findInvoiceOfIntent(
  stripe: StripeClient,
  paymentIntent: string,
): Promise<string | null> {
  const page = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: paymentIntent },
    limit: 1,
  });
  const [first] = page.data;
  return first === undefined ? null : toId(first.invoice);
}

export async function findIntentOfCharge(stripe: StripeClient, charge: string): Promise<string | null> {
  const found: Stripe.Charge | null = await nullWhenMissing(stripe.charges.retrieve(charge));
  return toIdOrNull(found?.payment_intent);
}
