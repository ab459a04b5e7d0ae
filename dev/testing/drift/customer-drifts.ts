import type { Drift } from './drift.ts';
import { mirrorOf } from './objects.ts';
import { may } from './two-periods.ts';

export const CUSTOMER_DRIFTS: readonly Drift[] = [
  {
    kind: 'a customer is deleted in Stripe and nobody tells',
    async inject(own) {
      await may.stripe.customers.del(own.stripeCustomerId);
      return [
        { key: `customer:${own.stripeCustomerId}`, cause: 'edited_in_stripe', action: 'resync_customer' },
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a customer has another e-mail address in Stripe',
    async inject(own) {
      await may.stripe.customers.update(own.stripeCustomerId, { email: 'other@publisher.test' });
      return [{ key: `customer:${own.stripeCustomerId}`, cause: 'edited_in_stripe', action: 'alert' }];
    },
  },
  {
    kind: 'a customer has another name here',
    async inject(own) {
      await mirrorOf(own, `UPDATE customers SET name = 'Somebody else' WHERE id = $1`);
      return [{ key: `customer:${own.stripeCustomerId}`, cause: 'edited_here', action: 'resync_customer' }];
    },
  },
];
