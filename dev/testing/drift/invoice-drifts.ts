import { settleWebhooks } from '../deliver-webhooks.ts';
import type { Drift } from './drift.ts';
import { LAST_INVOICE, LAST_PAYMENT, lastCharge, lastInvoice, mirrorOf } from './objects.ts';
import { looking, may } from './two-periods.ts';

export const INVOICE_DRIFTS: readonly Drift[] = [
  {
    kind: 'an invoice is gone here',
    async inject(own) {
      const [invoice, charge] = [await lastInvoice(own), await lastCharge(own)];
      await mirrorOf(own, `DELETE FROM payments WHERE id = ${LAST_PAYMENT}`);
      await mirrorOf(own, `DELETE FROM invoices WHERE id = ${LAST_INVOICE}`);
      return [
        { key: `invoice:${invoice}`, cause: 'edited_here', action: 'resync_invoice' },
        { key: `payment:${charge}`, cause: 'edited_here', action: 'resync_payment' },
      ];
    },
  },
  {
    kind: 'the total of an issued invoice is changed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE invoices SET amount_minor = amount_minor + 1 WHERE id = ${LAST_INVOICE}`);
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'a line of an issued invoice is gone here',
    async inject(own) {
      await mirrorOf(
        own,
        `DELETE FROM invoice_line_items WHERE invoice_id = ${LAST_INVOICE} AND amount_minor > 0`,
      );
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an open invoice is called paid here',
    withoutCard: true,
    async inject(own) {
      await mirrorOf(own, `UPDATE invoices SET status = 'paid' WHERE id = ${LAST_INVOICE}`);
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice is voided in Stripe and nobody tells',
    withoutCard: true,
    async inject(own) {
      const invoice = await lastInvoice(own);
      await may.stripe.invoices.voidInvoice(invoice);
      return [{ key: `invoice:${invoice}`, cause: 'missed_webhook', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice is paid by bank transfer and nobody tells',
    withoutCard: true,
    async inject(own) {
      const invoice = await lastInvoice(own);
      await may.stripe.invoices.pay(invoice, { paid_out_of_band: true });
      return [
        { key: `invoice:${invoice}`, cause: 'missed_webhook', action: 'resync_invoice' },
        // It was past due by this invoice.
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'an invoice is written by hand in Stripe and nobody tells',
    async inject(own) {
      const draft = await may.stripe.invoices.create({
        customer: own.stripeCustomerId,
        currency: 'usd',
        collection_method: 'send_invoice',
        days_until_due: 14,
      });
      await may.stripe.invoiceItems.create({
        customer: own.stripeCustomerId,
        invoice: draft.id,
        currency: 'usd',
        amount: 12_000,
        description: 'Setup',
      });
      await may.stripe.invoices.finalizeInvoice(draft.id);
      return [{ key: `invoice:${draft.id}`, cause: 'missed_webhook', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'a draft is deleted in Stripe and nobody tells',
    async inject(own) {
      const draft = await may.stripe.invoices.create({ customer: own.stripeCustomerId, currency: 'usd' });
      await settleWebhooks(looking);
      await may.stripe.invoices.del(draft.id);
      return [{ key: `invoice:${draft.id}`, cause: 'edited_in_stripe', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice stands here that Stripe never made',
    async inject(own) {
      await mirrorOf(
        own,
        `INSERT INTO invoices (id, customer_id, stripe_invoice_id, number, status, currency, subtotal_minor, tax_minor,
           amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor, period_start, period_end,
           auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at)
         VALUES (gen_random_uuid(), $1, 'in_phantom', 'PHANTOM-1', 'open', 'usd', 1, 0, 1, 1, 0, 1, '2026-04-15',
           '2026-05-15', false, 0, '{}', '[]', '2026-05-01', '2026-05-01', '2026-05-01')`,
      );
      return [{ key: 'invoice:in_phantom', cause: 'edited_here', action: 'alert' }];
    },
  },
];
