import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { type PaymentReading, withRefunds } from './read-payments.ts';
import { toIdOrNull } from './values.ts';

export interface ChargeReading {
  stripeCustomerId: string | null;
  payment: PaymentReading;
}

export async function readCharge(stripe: StripeClient, id: string): Promise<ChargeReading | null> {
  const charge = await nullWhenMissing(stripe.charges.retrieve(id));
  if (charge === null) return null;
  return { stripeCustomerId: toIdOrNull(charge.customer), payment: await withRefunds(stripe, charge) };
}
