import type Stripe from 'stripe';
import type { StripeClient } from '../client.ts';
import { nullWhenMissing } from '../missing.ts';
import { toInstant } from '../values.ts';
import { type ListRequest, pageOf, type StripeObject, type StripePage, toPage } from './stripe-object.ts';

/** All of them: a customer may change at any time. One that was deleted is in no list. */
export async function listCustomers(stripe: StripeClient, request: ListRequest): Promise<StripePage> {
  if (request.stripeCustomerId !== null) {
    const found = await getCustomer(stripe, request.stripeCustomerId);
    return toPage(found === null ? [] : [found], { hasMore: false });
  }
  const page = await stripe.customers.list(pageOf(request));
  return toPage(page.data.map(toObject), { hasMore: page.has_more });
}

export async function getCustomer(stripe: StripeClient, id: string): Promise<StripeObject | null> {
  const found = await nullWhenMissing(stripe.customers.retrieve(id));
  return found === null || found.deleted ? null : toObject(found as Stripe.Customer);
}

/** A currency is fixed by the first use only; a name that Stripe does not have is not ours to miss. */
function toObject(customer: Stripe.Customer): StripeObject {
  return {
    stripeId: customer.id,
    stripeCustomerId: customer.id,
    createdAt: toInstant(customer.created),
    changedAt: null,
    facts: {
      email: customer.email,
      ...(customer.currency && { currency: customer.currency }),
      ...(customer.name && { name: customer.name }),
    },
  };
}
