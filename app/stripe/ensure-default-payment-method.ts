import type { StripeClient } from './client.ts';
import { toCardError } from './to-card-error.ts';

/** Attaches the payment method and makes it the default, unless the customer has a default already. */
export async function ensureDefaultPaymentMethod(
  stripe: StripeClient,
  { stripeCustomerId, paymentMethod }: { stripeCustomerId: string; paymentMethod: string },
): Promise<void> {
  const customer = await stripe.customers.retrieve(stripeCustomerId);
  if (customer.deleted || customer.invoice_settings.default_payment_method !== null) return;
  try {
    const attached = await stripe.paymentMethods.attach(paymentMethod, { customer: stripeCustomerId });
    await stripe.customers.update(stripeCustomerId, {
      invoice_settings: { default_payment_method: attached.id },
    });
  } catch (error) {
    throw toCardError(error);
  }
}
