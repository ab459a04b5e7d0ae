import type Stripe from 'stripe';
import type { StripeClient } from '../client.ts';
import { nullWhenMissing } from '../missing.ts';
import { toIdOrNull, toInstant } from '../values.ts';
import { type ListRequest, pageOf, type StripeObject, type StripePage, toPage } from './stripe-object.ts';

/** Refunds name no customer: for one customer they are asked for by its charges that were refunded. */
export async function listRefunds(stripe: StripeClient, request: ListRequest): Promise<StripePage> {
  if (request.stripeCustomerId !== null) return ofCustomer(stripe, request, request.stripeCustomerId);
  const page = await stripe.refunds.list({ ...pageOf(request), expand: ['data.charge'] });
  return toPage(page.data.map(toObject), { hasMore: page.has_more });
}

async function ofCustomer(stripe: StripeClient, request: ListRequest, customer: string): Promise<StripePage> {
  const page = await stripe.charges.list({ ...pageOf(request), customer });
  const refunded = page.data.filter((charge) => charge.amount_refunded > 0);
  const objects: StripeObject[] = [];
  for (const charge of refunded) {
    const { data } = await stripe.refunds.list({ charge: charge.id, limit: 100 });
    objects.push(...data.map((refund) => ({ ...toObject(refund), stripeCustomerId: customer })));
  }
  const last = page.data.at(-1)?.id ?? null;
  return { objects, next: page.has_more ? last : null, calls: 1 + refunded.length };
}

export async function getRefund(stripe: StripeClient, id: string): Promise<StripeObject | null> {
  const found = await nullWhenMissing(stripe.refunds.retrieve(id, { expand: ['charge'] }));
  return found === null ? null : toObject(found);
}

function toObject(refund: Stripe.Refund): StripeObject {
  const charge = typeof refund.charge === 'string' ? null : refund.charge;
  return {
    stripeId: refund.id,
    stripeCustomerId: toIdOrNull(charge?.customer),
    createdAt: toInstant(refund.created),
    changedAt: null,
    facts: {
      status: refund.status ?? 'pending',
      amount: String(refund.amount),
      currency: refund.currency,
    },
    chargeId: toIdOrNull(refund.charge),
  };
}
