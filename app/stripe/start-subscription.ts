import type Stripe from 'stripe';
import { BillingError } from '../domain/errors.ts';
import { addMonths, startOfUtcDay } from '../domain/period.ts';
import type { StripeClient } from './client.ts';
import { requestKey } from './request-key.ts';

/** Without a card on file the invoice is sent, and this is the time to pay it. */
const DAYS_UNTIL_DUE = 14;
const HOUR_SECONDS = 3_600;

export interface SubscriptionToStart {
  customerId: string;
  stripeCustomerId: string;
  planId: string;
  planVersion: number;
  stripePriceIds: readonly string[];
  hasPaymentMethod: boolean;
  /** Whether the customer can have had no plan before, so that Stripe need not be asked. */
  isFirst?: boolean;
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

/**
 * Starts the plan: its flat fee in advance and the metered items in arrears, from 00:00 UTC of today; on the day that
 * another plan of the customer ended, from the first hour that one has not billed. Throws `conflict` while that hour is
 * still to come.
 */
export async function startSubscription(
  stripe: StripeClient,
  subscription: SubscriptionToStart,
): Promise<string> {
  const { customerId, planId, planVersion } = subscription;
  const params: Stripe.SubscriptionCreateParams = {
    customer: subscription.stripeCustomerId,
    items: subscription.stripePriceIds.map((price) => ({ price })),
    metadata: { customer_id: customerId, plan_id: planId, plan_version: String(planVersion) },
    ...startingAt(await findStart(stripe, subscription), subscription.now),
    ...(subscription.hasPaymentMethod
      ? { collection_method: 'charge_automatically' }
      : { collection_method: 'send_invoice', days_until_due: DAYS_UNTIL_DUE }),
  };
  const created = await stripe.subscriptions.create(params, {
    idempotencyKey: await requestKey(`subscription:${customerId}`, params),
  });
  return created.id;
}

/** In Unix seconds, a whole hour: what ends within an hour has billed all of it, because an hour belongs where it starts. */
async function findStart(
  stripe: StripeClient,
  { stripeCustomerId, isFirst = false, now }: SubscriptionToStart,
): Promise<number> {
  const today = toUnixSeconds(startOfUtcDay(now));
  if (isFirst) return today;
  const ended = await stripe.subscriptions
    .list({ customer: stripeCustomerId, status: 'canceled', limit: 100 })
    .autoPagingToArray({ limit: 1_000 });
  const freeFrom = ended.map(({ ended_at }) => Math.ceil((ended_at ?? 0) / HOUR_SECONDS) * HOUR_SECONDS);
  const start = Math.max(today, ...freeFrom);
  if (start <= toUnixSeconds(now)) return start;
  throw new BillingError(
    'conflict',
    'The plan before ended within this hour. Start the next one in the next hour.',
    {
      detail: `the usage of ${stripeCustomerId} is free from ${new Date(start * 1_000).toISOString()}`,
    },
  );
}

/**
 * A period boundary inside an hour would split that hour's usage, so the subscription starts at a whole one in the past
 * and the anchor, which Stripe wants in the future, is one whole month on: the first period is a full one.
 */
function startingAt(
  start: number,
  now: Date,
): Pick<Stripe.SubscriptionCreateParams, 'backdate_start_date' | 'billing_cycle_anchor'> {
  if (start === toUnixSeconds(now)) return {};
  return {
    backdate_start_date: start,
    billing_cycle_anchor: toUnixSeconds(addMonths(new Date(start * 1_000), 1)),
  };
}

function toUnixSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
