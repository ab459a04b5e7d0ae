import type Stripe from 'stripe';
import { addMonths, startOfUtcDay } from '../domain/period.ts';
import type { StripeClient } from './client.ts';
import { requestKey } from './request-key.ts';

/** Without a card on file the invoice is sent, and this is the time to pay it. */
const DAYS_UNTIL_DUE = 14;

export interface SubscriptionToStart {
  customerId: string;
  stripeCustomerId: string;
  planId: string;
  planVersion: number;
  stripePriceIds: readonly string[];
  hasPaymentMethod: boolean;
  now: Date;
}

/** The customer's subscription that has not ended, whoever made it; null when there is none. */
export async function findRunningSubscription(
  stripe: StripeClient,
  stripeCustomerId: string,
): Promise<string | null> {
  const { data } = await stripe.subscriptions.list({ customer: stripeCustomerId, limit: 1 });
  return data[0]?.id ?? null;
}

/** Starts the plan: its flat fee in advance and the metered items in arrears, from 00:00 UTC of today. */
export async function startSubscription(
  stripe: StripeClient,
  subscription: SubscriptionToStart,
): Promise<string> {
  const { customerId, planId, planVersion } = subscription;
  const params: Stripe.SubscriptionCreateParams = {
    customer: subscription.stripeCustomerId,
    items: subscription.stripePriceIds.map((price) => ({ price })),
    metadata: { customer_id: customerId, plan_id: planId, plan_version: String(planVersion) },
    ...anchoredToMidnight(subscription.now),
    ...(subscription.hasPaymentMethod
      ? { collection_method: 'charge_automatically' }
      : { collection_method: 'send_invoice', days_until_due: DAYS_UNTIL_DUE }),
  };
  const created = await stripe.subscriptions.create(params, {
    idempotencyKey: await requestKey(`subscription:${customerId}`, params),
  });
  return created.id;
}

/**
 * A period boundary inside an hour would split that hour's usage, so the subscription starts where its day did and
 * the anchor, which Stripe wants in the future, is one whole month on: the first period is a full one.
 */
function anchoredToMidnight(
  now: Date,
): Pick<Stripe.SubscriptionCreateParams, 'backdate_start_date' | 'billing_cycle_anchor'> {
  const midnight = startOfUtcDay(now);
  if (toUnixSeconds(midnight) === toUnixSeconds(now)) return {};
  return {
    backdate_start_date: toUnixSeconds(midnight),
    billing_cycle_anchor: toUnixSeconds(addMonths(midnight, 1)),
  };
}

function toUnixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
