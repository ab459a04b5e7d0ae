import type Stripe from 'stripe';
import type { StripeClient } from '../client.ts';
import { nullWhenMissing } from '../missing.ts';
import { subscriptionToReading } from '../read-subscription.ts';
import {
  type ListRequest,
  latestOf,
  pageOf,
  type StripeObject,
  type StripePage,
  toPage,
} from './stripe-object.ts';

/** All of them, ended ones too. */
export async function listSubscriptions(stripe: StripeClient, request: ListRequest): Promise<StripePage> {
  const { stripeCustomerId: customer } = request;
  const page = await stripe.subscriptions.list({
    status: 'all',
    ...pageOf(request),
    ...(customer !== null && { customer }),
  });
  return toPage(page.data.map(toObject), { hasMore: page.has_more });
}

export async function getSubscription(stripe: StripeClient, id: string): Promise<StripeObject | null> {
  const found = await nullWhenMissing(stripe.subscriptions.retrieve(id));
  return found === null ? null : toObject(found);
}

/** Its period is that of its items, which renew together. */
function toObject(subscription: Stripe.Subscription): StripeObject {
  const reading = subscriptionToReading(subscription, subscription.items.data);
  const [item] = reading.items;
  const priceIds = reading.items.map(({ stripePriceId }) => stripePriceId).sort();
  const renewedAt = item?.currentPeriodStart ?? null;
  return {
    stripeId: reading.stripeSubscriptionId,
    stripeCustomerId: reading.stripeCustomerId,
    createdAt: reading.createdAt,
    changedAt: latestOf([reading.canceledAt, reading.endedAt, renewedAt]),
    facts: {
      status: reading.status,
      currency: reading.currency,
      anchor: reading.billingAnchorAt.toISOString(),
      period_start: item?.currentPeriodStart.toISOString() ?? null,
      period_end: item?.currentPeriodEnd.toISOString() ?? null,
      cancel_at_period_end: String(reading.cancelAtPeriodEnd),
      cancel_at: reading.cancelAt?.toISOString() ?? null,
      prices: priceIds.join(' '),
    },
    priceIds,
  };
}
