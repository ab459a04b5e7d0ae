import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { toId, toInstant, toInstantOrNull } from './values.ts';

/** A Stripe subscription as we mirror it. */
export interface SubscriptionReading {
  stripeSubscriptionId: string;
  stripeCustomerId: string;
  status: string;
  currency: string;
  billingAnchorAt: Date;
  cancelAtPeriodEnd: boolean;
  cancelAt: Date | null;
  canceledAt: Date | null;
  endedAt: Date | null;
  createdAt: Date;
  /** When it began to bill, which backdating moves before its making. */
  begunAt: Date;
  /** Stripe's ids of what its next invoice takes off and puts on top. */
  discountIds: readonly string[];
  taxRateIds: readonly string[];
  items: readonly SubscriptionItemReading[];
}

/** Stripe keeps the billing period on the item, not on the subscription. */
export interface SubscriptionItemReading {
  stripeSubscriptionItemId: string;
  stripePriceId: string;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
}

/** The subscription as it is now, with all its items; null when Stripe never had it. */
export async function readSubscription(
  stripe: StripeClient,
  id: string,
): Promise<SubscriptionReading | null> {
  const subscription = await nullWhenMissing(stripe.subscriptions.retrieve(id));
  if (subscription === null) return null;
  const items = subscription.items.has_more
    ? await stripe.subscriptionItems
        .list({ subscription: id, limit: 100 })
        .autoPagingToArray({ limit: 1_000 })
    : subscription.items.data;
  return subscriptionToReading(subscription, items);
}

export function subscriptionToReading(
  subscription: Stripe.Subscription,
  items: readonly Stripe.SubscriptionItem[],
): SubscriptionReading {
  return {
    stripeSubscriptionId: subscription.id,
    stripeCustomerId: toId(subscription.customer),
    status: subscription.status,
    currency: subscription.currency,
    billingAnchorAt: toInstant(subscription.billing_cycle_anchor),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: toInstantOrNull(subscription.cancel_at),
    canceledAt: toInstantOrNull(subscription.canceled_at),
    endedAt: toInstantOrNull(subscription.ended_at),
    createdAt: toInstant(subscription.created),
    begunAt: toInstant(subscription.start_date),
    discountIds: subscription.discounts.map(toId).sort(),
    taxRateIds: (subscription.default_tax_rates ?? []).map(({ id }) => id).sort(),
    items: items.map((item) => ({
      stripeSubscriptionItemId: item.id,
      stripePriceId: item.price.id,
      currentPeriodStart: toInstant(item.current_period_start),
      currentPeriodEnd: toInstant(item.current_period_end),
    })),
  };
}
