import { beforeAll, describe, expect, it } from 'vitest';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { createPublisher, row } from '../../../dev/testing/mirrored.ts';
import { ownerSql, publisherActor, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { CreatedCustomer } from '../customers/create-customer.ts';
import { processEvents } from '../events/process-events.ts';
import { getInvoice } from '../invoices/get-invoice.ts';
import { mirrorObject } from './mirror-object.ts';

const ctx = testContext();
let publisher: CreatedCustomer;

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createPublisher();
  await settleWebhooks(ctx);
});

async function openInvoice(): Promise<string> {
  const draft = await ctx.stripe.invoices.create({
    customer: publisher.stripeCustomerId,
    currency: 'eur',
    collection_method: 'send_invoice',
    days_until_due: 14,
  });
  await ctx.stripe.invoiceItems.create({
    customer: publisher.stripeCustomerId,
    invoice: draft.id,
    currency: 'eur',
    amount: 1_000,
    description: 'Consulting',
  });
  await ctx.stripe.invoices.finalizeInvoice(draft.id);
  await settleWebhooks(ctx);
  return draft.id;
}

function notes() {
  return ownerSql(
    `SELECT c.status, c.amount_minor::int AS amount, c.pre_payment_minor::int AS pre, c.post_payment_minor::int AS post,
       c.lines, c.memo
     FROM credit_notes c ORDER BY c.created_at, c.id`,
  );
}

describe('a credit note', () => {
  it('of 4 on an open invoice of 10 is mirrored with its line, and once void stays void', async () => {
    const stripeInvoiceId = await openInvoice();
    const note = await ctx.stripe.creditNotes.create({
      invoice: stripeInvoiceId,
      memo: 'Too much',
      lines: [{ type: 'custom_line_item', description: 'Half a day less', quantity: 1, unit_amount: 400 }],
    });
    await settleWebhooks(ctx);
    const line = {
      description: 'Half a day less',
      amountMinor: '400',
      taxMinor: '0',
      invoiceLineItemId: null,
    };
    expect(await notes()).toEqual([
      {
        status: 'issued',
        amount: 400,
        pre: 400,
        post: 0,
        memo: 'Too much',
        lines: [expect.objectContaining(line)],
      },
    ]);
    const [{ id }] = (await ownerSql('SELECT id FROM invoices WHERE stripe_invoice_id = $1', [
      stripeInvoiceId,
    ])) as [{ id: string }];
    const [customer] = await ownerSql('SELECT * FROM customers WHERE id = $1', [publisher.customerId]);
    const shown = await getInvoice(
      testContext({ actor: publisherActor({ ...customer, id: publisher.customerId } as never) }),
      { customerId: publisher.customerId, invoiceId: id },
    );
    expect(shown.creditNotes).toMatchObject([{ status: 'issued', amountMinor: 400n }]);

    await ctx.stripe.creditNotes.voidCreditNote(note.id);
    await settleWebhooks(ctx);
    expect(await notes()).toMatchObject([{ status: 'void' }]);
    expect(await mirrorObject(ctx, { type: 'invoice', id: stripeInvoiceId })).toBe('unchanged');
    const trail = await ownerSql(`SELECT action FROM billing_audit WHERE object_type = 'credit_note'`);
    expect(trail).toEqual([{ action: 'credit_note.mirrored' }, { action: 'credit_note.mirrored' }]);
  });

  it('is not to be seen by another tenant', async () => {
    const stranger = testContext().db;
    const [rows] = await stranger.batch({ kind: 'tenant', customerId: crypto.randomUUID() }, (db) => [
      db.execute('SELECT id FROM credit_notes'),
    ]);
    expect(rows.rows).toEqual([]);
  });
});

describe('a refund', () => {
  it('of 10.00 and then 5.00 of 469.00 stands at its payment, each once', async () => {
    const other = await createPublisher();
    await settleWebhooks(ctx);
    const payment = await row('payments', 'customer_id', other.customerId);
    const charge = String(payment?.stripe_charge_id);
    await ctx.stripe.refunds.create({ charge, amount: 1_000, reason: 'requested_by_customer' });
    await settleWebhooks(ctx);
    await ctx.stripe.refunds.create({ charge, amount: 500 });
    const deliveries = await newDeliveries();
    for (const delivery of [...deliveries, ...deliveries]) await deliver(delivery);
    await processEvents(ctx);
    expect(await row('payments', 'customer_id', other.customerId)).toMatchObject({
      status: 'succeeded',
      amount_refunded_minor: '1500',
    });
    const refunds = await ownerSql(
      'SELECT amount_minor, status, reason, invoice_id, payment_id FROM refunds WHERE customer_id = $1 ORDER BY amount_minor',
      [other.customerId],
    );
    const common = { status: 'succeeded', invoice_id: payment?.invoice_id, payment_id: payment?.id };
    expect(refunds).toMatchObject([
      { ...common, amount_minor: '500', reason: null },
      { ...common, amount_minor: '1000', reason: 'requested_by_customer' },
    ]);
  });
});
