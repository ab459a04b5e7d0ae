import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const USED_UP = /may not be used again\.$/;

describe('a payment method', () => {
  test('of one customer pays nothing of another, nor of nobody', async () => {
    const { stripe } = world;
    const ada = await createCustomer(stripe);
    const grace = await createCustomer(stripe);
    const { id } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: grace.id });
    const pay = { amount: 1_000, currency: 'usd', payment_method: id, return_url: 'https://example.com' };
    const draft = await stripe.invoices.create({ customer: ada.id });
    await stripe.invoiceItems.create({
      customer: ada.id,
      invoice: String(draft.id),
      amount: 900,
      currency: 'usd',
    });
    const refused = [
      await refusal(stripe.paymentIntents.create({ ...pay, customer: ada.id, confirm: true })),
      await refusal(stripe.setupIntents.create({ customer: ada.id, payment_method: id })),
      await refusal(stripe.invoices.pay(String(draft.id), { payment_method: id })),
      await refusal(stripe.paymentIntents.create({ ...pay, confirm: true })),
    ];
    expect(refused.map(({ statusCode, code, param }) => [statusCode, code, param])).toEqual([
      [400, undefined, 'payment_method'],
      [400, undefined, 'payment_method'],
      [400, 'resource_missing', 'payment_method'],
      [400, undefined, 'payment_method'],
    ]);
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test('that is detached is never used or attached again', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    const { id } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
    await stripe.paymentMethods.detach(id);
    const attach = stripe.paymentMethods.attach(id, { customer: customer.id });
    expect(await refusal(attach)).toMatchObject({ statusCode: 400, message: expect.stringMatching(USED_UP) });
    const pay = stripe.paymentIntents.create({ amount: 1_000, currency: 'usd', payment_method: id });
    expect(await refusal(pay)).toMatchObject({ statusCode: 400, message: expect.stringMatching(USED_UP) });
  });

  test.each(['draft', 'open'] as const)('that is detached pays no %s invoice as its own', async (status) => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    const { id: invoice } = await stripe.invoices.create({ customer, default_payment_method: card.id });
    await stripe.invoiceItems.create({ customer, invoice, amount: 900, currency: 'usd' });
    if (status === 'open') await stripe.invoices.finalizeInvoice(invoice);
    await stripe.paymentMethods.detach(card.id);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status, default_payment_method: null });
    const [told] = (await stripe.events.list({ type: 'invoice.updated' })).data;
    expect(told?.data).toMatchObject({
      object: { id: invoice, default_payment_method: null },
      previous_attributes: { default_payment_method: card.id },
    });
    const { id: another } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: another } });
    expect((await stripe.invoices.pay(invoice)).status).toBe('paid');
    expect((await stripe.charges.list()).data).toMatchObject([{ amount: 900, payment_method: another }]);
  });

  test('of nobody pays once, unless it is kept for the customer who paid', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    const create = () => stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const [once, kept] = [await create(), await create()];
    const pay = { amount: 1_000, currency: 'usd', confirm: true, return_url: 'https://example.com' };
    await stripe.paymentIntents.create({ ...pay, payment_method: once.id });
    const again = stripe.paymentIntents.create({ ...pay, payment_method: once.id });
    expect(await refusal(again)).toMatchObject({ message: expect.stringMatching(USED_UP) });
    const theirs = { ...pay, customer: customer.id, payment_method: kept.id };
    await stripe.paymentIntents.create({ ...theirs, setup_future_usage: 'off_session' });
    expect((await stripe.paymentIntents.create(theirs)).status).toBe('succeeded');
  });

  test('that was declined may be tried again', async () => {
    const { stripe } = world;
    const { id } = await stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_chargeCustomerFail' },
    });
    const pay = () =>
      refusal(
        stripe.paymentIntents.create({
          amount: 1_000,
          currency: 'usd',
          confirm: true,
          payment_method: id,
          return_url: 'https://example.com',
        }),
      );
    expect([(await pay()).code, (await pay()).code]).toEqual(['card_declined', 'card_declined']);
  });
});

test('what a confirmation says of later use and of its receipt is kept, as if said on creation', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create();
  const asked = async (
    given: Partial<Stripe.PaymentIntentCreateParams>,
    confirmed: Stripe.PaymentIntentConfirmParams,
  ) => {
    const { id } = await stripe.paymentIntents.create({
      amount: 1_000,
      currency: 'usd',
      customer,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      ...given,
    });
    return stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
      ...confirmed,
    });
  };
  const wants = { setup_future_usage: 'off_session', receipt_email: 'ada@example.com' } as const;
  const saved = await asked({}, wants);
  expect(saved).toMatchObject({
    ...wants,
    status: 'succeeded',
    latest_charge: { receipt_email: 'ada@example.com' },
  });
  const method = await stripe.paymentMethods.retrieve(String(saved.payment_method));
  expect(method.customer).toBe(customer);
  const taken = await asked(wants, { setup_future_usage: '', receipt_email: '' });
  expect(taken).toMatchObject({ setup_future_usage: null, receipt_email: null });
  expect((await stripe.paymentMethods.retrieve(String(taken.payment_method))).customer).toBeNull();
  expect(await asked(wants, {})).toMatchObject(wants);
});
