import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** An open invoice of $25.00 for a customer who pays with the card, and the intent that collects it. */
async function openInvoice(card = 'pm_card_visa') {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe, { card });
  const draft = await stripe.invoices.create({ customer, auto_advance: false });
  const invoice = String(draft.id);
  await stripe.invoiceItems.create({ customer, invoice, amount: 2_500, currency: 'usd' });
  await stripe.invoices.finalizeInvoice(invoice);
  const [payment] = (await stripe.invoicePayments.list({ invoice })).data;
  return { customer, invoice, payment: String(payment?.id), intent: String(payment?.payment.payment_intent) };
}

async function chargedOf(customer: string): Promise<number[]> {
  const { data } = await world.stripe.charges.list({ customer });
  return data.filter(({ paid }) => paid).map(({ amount }) => amount);
}

describe('an invoice that was written off', () => {
  test('is paid by its intent, and never twice', async () => {
    const { stripe } = world;
    const { customer, invoice, payment, intent } = await openInvoice();
    await stripe.invoices.markUncollectible(invoice);
    await stripe.paymentIntents.confirm(intent);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      status: 'paid',
      amount_paid: 2_500,
      amount_remaining: 0,
    });
    expect(await stripe.invoicePayments.retrieve(payment)).toMatchObject({
      status: 'paid',
      amount_paid: 2_500,
    });
    expect((await refusal(stripe.invoices.pay(invoice))).message).toBe('Invoice is already paid');
    expect(await chargedOf(customer)).toEqual([2_500]);
  });

  test('is paid once the customer has authenticated, though they began before it was', async () => {
    const { stripe } = world;
    const { customer, invoice, intent } = await openInvoice('pm_card_authenticationRequired');
    expect((await stripe.paymentIntents.confirm(intent)).status).toBe('requires_action');
    await stripe.invoices.markUncollectible(invoice);
    expect((await stripe.paymentIntents.confirm(intent)).status).toBe('succeeded');
    expect((await stripe.invoices.retrieve(invoice)).status).toBe('paid');
    expect(await chargedOf(customer)).toEqual([2_500]);
  });

  test('stays so when its intent is declined', async () => {
    const { stripe } = world;
    const { invoice, intent } = await openInvoice('pm_card_chargeCustomerFail');
    await stripe.invoices.markUncollectible(invoice);
    expect(await refusal(stripe.paymentIntents.confirm(intent))).toMatchObject({ code: 'card_declined' });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      status: 'uncollectible',
      amount_remaining: 2_500,
    });
  });

  test('cannot be paid by its intent once it is void', async () => {
    const { stripe } = world;
    const { customer, invoice, intent } = await openInvoice();
    await stripe.invoices.markUncollectible(invoice);
    await stripe.invoices.voidInvoice(invoice);
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'void_invoice',
    });
    expect(await refusal(stripe.paymentIntents.confirm(intent))).toMatchObject({ statusCode: 400 });
    expect(await chargedOf(customer)).toEqual([]);
  });
});

describe('a credit note on an open invoice', () => {
  test('leaves its intent what remains: 2500 − 1000 = 1500, and 2500 again once it is void', async () => {
    const { stripe } = world;
    const { customer, invoice, payment, intent } = await openInvoice();
    const note = await stripe.creditNotes.create({ invoice, amount: 1_000 });
    expect((await stripe.paymentIntents.retrieve(intent)).amount).toBe(1_500);
    expect((await stripe.invoicePayments.retrieve(payment)).amount_requested).toBe(1_500);
    await stripe.creditNotes.voidCreditNote(note.id);
    expect((await stripe.paymentIntents.retrieve(intent)).amount).toBe(2_500);
    await stripe.creditNotes.create({ invoice, amount: 600 });
    await stripe.paymentIntents.confirm(intent);
    expect(await chargedOf(customer)).toEqual([1_900]);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      status: 'paid',
      amount_due: 1_900,
      amount_paid: 1_900,
      amount_remaining: 0,
    });
  });

  test('of all that is due cancels its intent, and with it the payment', async () => {
    const { stripe } = world;
    const { customer, invoice, payment, intent } = await openInvoice();
    await stripe.creditNotes.create({ invoice, amount: 2_500 });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'paid', amount_paid: 0 });
    expect((await stripe.paymentIntents.retrieve(intent)).status).toBe('canceled');
    expect(await stripe.invoicePayments.retrieve(payment)).toMatchObject({
      status: 'canceled',
      status_transitions: { canceled_at: world.seconds() },
    });
    expect(await refusal(stripe.paymentIntents.confirm(intent))).toMatchObject({ statusCode: 400 });
    expect(await chargedOf(customer)).toEqual([]);
  });

  test('is of what the customer authenticates for', async () => {
    const { stripe } = world;
    const { customer, invoice, intent } = await openInvoice('pm_card_authenticationRequired');
    await stripe.paymentIntents.confirm(intent);
    await stripe.creditNotes.create({ invoice, amount: 1_000 });
    await stripe.paymentIntents.confirm(intent);
    expect(await chargedOf(customer)).toEqual([1_500]);
  });
});

describe('the intent of an invoice', () => {
  test.each<[keyof Stripe.PaymentIntentUpdateParams, string | number]>([
    ['amount', 100],
    ['currency', 'eur'],
    ['customer', 'cus_other'],
  ])('does not take another %s', async (param, value) => {
    const { stripe } = world;
    const { intent } = await openInvoice();
    const before = await stripe.paymentIntents.retrieve(intent);
    const call = stripe.paymentIntents.update(intent, { description: 'changed', [param]: value });
    expect(await refusal(call)).toMatchObject({ statusCode: 400, param });
    expect({ ...(await stripe.paymentIntents.retrieve(intent)) }).toEqual({ ...before });
  });

  test('takes a description, metadata and another card', async () => {
    const { stripe } = world;
    const { customer, intent } = await openInvoice();
    const { id } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    const params = { description: 'changed', metadata: { a: '1' }, payment_method: id };
    expect(await stripe.paymentIntents.update(intent, params)).toMatchObject(params);
  });

  test("can't be canceled directly: docs, InvoicePayment.is_default", async () => {
    const { stripe } = world;
    const { customer, invoice, payment, intent } = await openInvoice();
    expect(await refusal(stripe.paymentIntents.cancel(intent))).toMatchObject({ statusCode: 400 });
    expect((await stripe.invoicePayments.retrieve(payment)).status).toBe('open');
    await stripe.invoices.pay(invoice);
    expect(await chargedOf(customer)).toEqual([2_500]);
  });
});
