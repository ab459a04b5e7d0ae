import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RETURN = { return_url: 'https://example.com' };

/** The types of the events that `work` causes, oldest first. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const [last] = (await world.stripe.events.list({ limit: 1 })).data;
  await work();
  const since = await world.stripe.events.list({ limit: 100, ...(last && { ending_before: last.id }) });
  return since.data.map(({ type }) => type).reverse();
}

test('a subscription starts with a payment that its customer authenticates: docs, Build a subscriptions integration', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const { id: price } = await createFlatPrice(stripe, { amount: 1_500 });
  const { id, status, latest_invoice } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice.confirmation_secret'],
  });
  const { confirmation_secret } = latest_invoice as Stripe.Invoice;
  expect([status, confirmation_secret?.type]).toEqual(['incomplete', 'payment_intent']);
  const intent = String(confirmation_secret?.client_secret).split('_secret_')[0] ?? '';
  const payment_method = 'pm_card_threeDSecure2Required';
  const asked = await told(() => stripe.paymentIntents.confirm(intent, { payment_method, ...RETURN }));
  expect(asked).toEqual([
    'payment_intent.requires_action',
    'invoice.updated',
    'invoice.payment_action_required',
    'invoice.payment_failed',
  ]);
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('incomplete');
  const paid = await told(() => stripe.paymentIntents.confirm(intent));
  expect(paid).toEqual(expect.arrayContaining(['payment_method.attached', 'invoice.paid']));
  const active = await stripe.subscriptions.retrieve(id, { expand: ['default_payment_method'] });
  expect(active).toMatchObject({ status: 'active', default_payment_method: { customer } });
});

test('a card is saved, charged later, and authenticated by a customer who comes back: docs, Save and reuse', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create();
  const automatic_payment_methods = { enabled: true };
  const setup = await stripe.setupIntents.create({ customer, automatic_payment_methods });
  const payment_method = 'pm_card_authenticationRequired';
  const waiting = await stripe.setupIntents.confirm(setup.id, { payment_method, ...RETURN });
  expect(waiting.status).toBe('requires_action');
  expect((await stripe.setupIntents.confirm(setup.id)).status).toBe('succeeded');
  const [saved] = (await stripe.paymentMethods.list({ customer, type: 'card' })).data;
  const error = await refusal(
    stripe.paymentIntents.create({
      amount: 1_099,
      currency: 'usd',
      automatic_payment_methods,
      customer,
      payment_method: String(saved?.id),
      off_session: true,
      confirm: true,
    }),
  );
  expect([error.code, error.payment_intent?.status]).toEqual([
    'authentication_required',
    'requires_payment_method',
  ]);
  const failed = await stripe.paymentIntents.retrieve(String(error.payment_intent?.id));
  const again = String(failed.last_payment_error?.payment_method?.id);
  expect(again).toBe(saved?.id);
  await stripe.paymentIntents.confirm(failed.id, { payment_method: again, ...RETURN });
  expect(await stripe.paymentIntents.confirm(failed.id)).toMatchObject({
    status: 'succeeded',
    amount_received: 1_099,
    last_payment_error: null,
  });
});

test('a renewal that failed is paid with a new card: docs, Failed payments', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 2_000 });
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const attach = async (card: string) => {
    const { id: method } = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } });
    return method;
  };
  await attach('pm_card_chargeCustomerFail');
  await world.advanceTo('2026-02-15T00:30:00Z');
  const failing = await told(() => world.advanceTo('2026-02-15T02:00:00Z'));
  expect(failing).toEqual([
    'payment_intent.created',
    'invoice.updated',
    'invoice.finalized',
    'charge.failed',
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
    'customer.updated',
    'customer.subscription.updated',
  ]);
  const [owed] = (await stripe.invoices.list({ subscription: id, status: 'open' })).data;
  const invoice = String(owed?.id);
  expect(owed).toMatchObject({ attempt_count: 1, next_payment_attempt: null });
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
  expect(await refusal(stripe.invoices.pay(invoice))).toMatchObject({
    statusCode: 402,
    code: 'card_declined',
  });
  const payment_method = await attach('pm_card_mastercard');
  const paying = await told(() => stripe.invoices.pay(invoice, { payment_method }));
  expect(paying).toEqual([
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.updated',
    'customer.subscription.updated',
  ]);
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  expect(await refusal(stripe.invoices.pay(invoice))).toMatchObject({ statusCode: 400 });
});
