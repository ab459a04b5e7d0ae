import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A paid invoice, and the payment that paid it. */
async function paidInvoice(amount: number) {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id });
  const invoice = String(draft.id);
  await stripe.invoiceItems.create({ customer: customer.id, invoice, amount, currency: 'usd' });
  const paid = await stripe.invoices.pay(invoice, { expand: ['payments'] });
  return { invoice, payment_intent: String(paid.payments?.data[0]?.payment.payment_intent) };
}

/** A paid invoice of $100.00 of which $30.00 went back by the Refund API. */
async function refunded() {
  const { invoice, payment_intent } = await paidInvoice(10_000);
  return { invoice, refund: (await world.stripe.refunds.create({ payment_intent, amount: 3_000 })).id };
}

const create = (params: Stripe.CreditNoteCreateParams) => world.stripe.creditNotes.create(params);

async function expectRefused(
  params: Stripe.CreditNoteCreateParams & Stripe.CreditNotePreviewParams,
  param: string,
) {
  for (const call of [create(params), world.stripe.creditNotes.preview(params)]) {
    expect(await refusal(call)).toMatchObject({ statusCode: 400, rawType: 'invalid_request_error', param });
  }
}

describe('a refund of $30.00 linked to a credit note', () => {
  test('counts in full when no amount is given, and a preview says so', async () => {
    const { invoice, refund } = await refunded();
    const expected = {
      total: 3_000,
      post_payment_amount: 3_000,
      refunds: [{ refund, amount_refunded: 3_000, type: 'refund' }],
    };
    expect(await world.stripe.creditNotes.preview({ invoice, refunds: [{ refund }] })).toMatchObject(
      expected,
    );
    expect(await create({ invoice, refunds: [{ refund }] })).toMatchObject(expected);
  });

  test('covers no more than $30.00', async () => {
    const { invoice, refund } = await refunded();
    await expectRefused(
      { invoice, amount: 4_000, refunds: [{ refund, amount_refunded: 4_000 }] },
      'refunds[0][amount_refunded]',
    );
  });

  test('covers $30.00 over all notes: $20.00, then $10.00, then nothing', async () => {
    const { invoice, refund } = await refunded();
    await create({ invoice, refunds: [{ refund, amount_refunded: 2_000 }] });
    await expectRefused(
      { invoice, refunds: [{ refund, amount_refunded: 1_001 }] },
      'refunds[0][amount_refunded]',
    );
    await expectRefused({ invoice, refunds: [{ refund }] }, 'refunds[0][amount_refunded]');
    await create({ invoice, refunds: [{ refund, amount_refunded: 1_000 }] });
    await expectRefused(
      { invoice, refunds: [{ refund, amount_refunded: 1 }] },
      'refunds[0][amount_refunded]',
    );
  });

  test('covers $30.00 also when it is named twice in one note', async () => {
    const { invoice, refund } = await refunded();
    await expectRefused(
      {
        invoice,
        refunds: [
          { refund, amount_refunded: 2_000 },
          { refund, amount_refunded: 1_001 },
        ],
      },
      'refunds[1][amount_refunded]',
    );
  });

  test('leaves $70.00 to credit beside it: $100.00 in all, in one note or in several', async () => {
    const first = await refunded();
    await expectRefused(
      { invoice: first.invoice, refunds: [{ refund: first.refund }], credit_amount: 7_001 },
      'lines',
    );
    await create({ invoice: first.invoice, refunds: [{ refund: first.refund }], credit_amount: 7_000 });
    await expectRefused({ invoice: first.invoice, credit_amount: 1 }, 'lines');
    const second = await refunded();
    await create({ invoice: second.invoice, refunds: [{ refund: second.refund, amount_refunded: 1_000 }] });
    await expectRefused({ invoice: second.invoice, credit_amount: 7_001 }, 'lines');
    await create({ invoice: second.invoice, credit_amount: 7_000 });
    await create({ invoice: second.invoice, refunds: [{ refund: second.refund, amount_refunded: 2_000 }] });
  });

  test('a refund that a note made itself is that note’s already', async () => {
    const { invoice } = await paidInvoice(10_000);
    const note = await create({ invoice, refund_amount: 4_000 });
    const refund = String(note.refunds[0]?.refund);
    await expectRefused({ invoice, refunds: [{ refund }] }, 'refunds[0][amount_refunded]');
    await create({ invoice, credit_amount: 6_000 });
  });
});

describe('cannot be linked:', () => {
  test('a refund of another invoice, of no invoice, one that is unknown or not named', async () => {
    const { invoice } = await refunded();
    const other = await refunded();
    const alone = await world.stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    const ofNone = await world.stripe.refunds.create({ payment_intent: alone.id });
    for (const refund of [other.refund, ofNone.id, 're_unknown']) {
      await expectRefused(
        { invoice, amount: 500, refunds: [{ refund, amount_refunded: 500 }] },
        'refunds[0][refund]',
      );
    }
    await expectRefused({ invoice, amount: 500, refunds: [{ amount_refunded: 500 }] }, 'refunds[0][refund]');
    await expectRefused(
      { invoice, amount: 500, refunds: [{ type: 'payment_record_refund', amount_refunded: 500 }] },
      'refunds[0][type]',
    );
  });

  test('a refund that failed, which then limits nothing either', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { card: 'pm_card_refundFail' });
    const draft = await stripe.invoices.create({ customer: customer.id });
    const invoice = String(draft.id);
    await stripe.invoiceItems.create({ customer: customer.id, invoice, amount: 10_000, currency: 'usd' });
    const paid = await stripe.invoices.pay(invoice, { expand: ['payments'] });
    const refund = await stripe.refunds.create({
      payment_intent: String(paid.payments?.data[0]?.payment.payment_intent),
      amount: 3_000,
    });
    await world.advanceTo('2026-01-17T00:00:00Z');
    await expectRefused({ invoice, refunds: [{ refund: refund.id }] }, 'refunds[0][refund]');
    await create({ invoice, credit_amount: 10_000 });
  });
});
