import { settleWebhooks } from '../deliver-webhooks.ts';
import type { Drift } from './drift.ts';
import { LAST_PAYMENT, lastCharge, mirrorOf } from './objects.ts';
import { looking, may } from './two-periods.ts';

export const PAYMENT_DRIFTS: readonly Drift[] = [
  {
    kind: 'a payment is gone here',
    async inject(own) {
      await mirrorOf(own, `DELETE FROM payments WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'a payment that succeeded is called failed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE payments SET status = 'failed' WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'the amount of a payment is changed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE payments SET amount_minor = 1 WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'a payment is refunded in Stripe and nobody tells',
    async inject(own) {
      const charge = await lastCharge(own);
      const refund = await may.stripe.refunds.create({ charge, amount: 500 });
      return [
        { key: `refund:${refund.id}`, cause: 'missed_webhook', action: 'resync_payment' },
        { key: `payment:${charge}`, cause: 'edited_here', action: 'resync_payment' },
      ];
    },
  },
  {
    kind: 'the amount of a refund is changed here',
    async inject(own) {
      const refund = await may.stripe.refunds.create({ charge: await lastCharge(own), amount: 700 });
      await settleWebhooks(looking);
      await mirrorOf(own, 'UPDATE refunds SET amount_minor = 7 WHERE customer_id = $1');
      return [{ key: `refund:${refund.id}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
];
