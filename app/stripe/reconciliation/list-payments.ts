import type Stripe from 'stripe';
import type { StripeClient } from '../client.ts';
import { nullWhenMissing } from '../missing.ts';
import { toIdOrNull, toInstant } from '../values.ts';
import { type ListRequest, pageOf, type StripeObject, type StripePage, toPage } from './stripe-object.ts';

export async function listPayments(stripe: StripeClient, request: ListRequest): Promise<StripePage> {
  const { stripeCustomerId: customer } = request;
  const page = await stripe.charges.list({ ...pageOf(request), ...(customer !== null && { customer }) });
  return toPage(page.data.map(toObject), { hasMore: page.has_more });
}

export async function getPayment(stripe: StripeClient, id: string): Promise<StripeObject | null> {
  const found = await nullWhenMissing(stripe.charges.retrieve(id));
  return found === null ? null : toObject(found);
}

function toObject(charge: Stripe.Charge): StripeObject {
  return {
    stripeId: charge.id,
    stripeCustomerId: toIdOrNull(charge.customer),
    createdAt: toInstant(charge.created),
    changedAt: null,
    facts: {
      status: charge.status,
      amount: String(charge.amount),
      refunded: String(charge.amount_refunded),
      currency: charge.currency,
    },
  };
}
