import type { Drift } from './drift.ts';
import { mirrorOf } from './objects.ts';
import { may } from './two-periods.ts';

export const SUBSCRIPTION_DRIFTS: readonly Drift[] = [
  {
    kind: 'a subscription is cancelled in Stripe for its period’s end and nobody tells',
    async inject(own) {
      await may.stripe.subscriptions.update(own.stripeSubscriptionId, { cancel_at_period_end: true });
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a subscription is given a time to end at in Stripe and nobody tells',
    async inject(own) {
      await may.stripe.subscriptions.update(own.stripeSubscriptionId, { cancel_at: 'max_period_end' });
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a subscription is ended in Stripe and nobody tells',
    async inject(own) {
      await may.stripe.subscriptions.cancel(own.stripeSubscriptionId);
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a subscription has another plan here',
    async inject(own) {
      await mirrorOf(
        own,
        `UPDATE subscriptions SET plan_version_id = (SELECT id FROM plan_versions WHERE plan_id = 'scale')
         WHERE customer_id = $1`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'plan_mismatch',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a price that we do not sell is on a subscription in Stripe',
    async inject(own) {
      const { data } = await may.stripe.subscriptions.list({ customer: own.stripeCustomerId });
      const price = await may.stripe.prices.create({
        currency: 'usd',
        unit_amount: 900,
        recurring: { interval: 'month' },
        product_data: { name: 'Extra' },
      });
      await may.stripe.subscriptions.update(data[0]?.id ?? '', {
        items: [{ price: price.id }],
        proration_behavior: 'none',
      });
      return [{ key: `subscription:${own.stripeSubscriptionId}`, cause: 'plan_mismatch', action: 'alert' }];
    },
  },
  {
    kind: 'the period of a subscription is changed here',
    async inject(own) {
      await mirrorOf(
        own,
        `UPDATE subscriptions SET current_period_end = current_period_end + interval '1 day' WHERE customer_id = $1`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'edited_here',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'an item of a subscription is gone here',
    async inject(own) {
      await mirrorOf(
        own,
        `DELETE FROM subscription_items WHERE customer_id = $1 AND component = 'api_calls'`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'edited_here',
          action: 'resync_subscription',
        },
      ];
    },
  },
];
