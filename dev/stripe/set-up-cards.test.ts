import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** docs.stripe.com/testing: asks for authentication off session unless it was set up, and on session always. */
const CARD = 'pm_card_authenticationRequiredOnSetup';
const AMOUNT = { amount: 2_000, currency: 'usd', confirm: true, return_url: 'https://example.com' };

async function customerWithCard(): Promise<{ customer: string; payment_method: string }> {
  const { id: customer } = await world.stripe.customers.create({});
  const { id } = await world.stripe.paymentMethods.attach(CARD, { customer });
  return { customer, payment_method: id };
}

/** A charge off session: what becomes of it without anybody there. */
async function chargeOffSession(theirs: { customer: string; payment_method: string }): Promise<string> {
  const { return_url: _url, ...amount } = AMOUNT;
  const call = world.stripe.paymentIntents.create({ ...amount, ...theirs, off_session: true });
  return call.then(
    ({ status }) => status,
    (error: Stripe.errors.StripeError) => String(error.decline_code),
  );
}

async function setUp(
  theirs: { customer: string; payment_method: string },
  usage?: 'on_session',
): Promise<void> {
  const waiting = await world.stripe.setupIntents.create({
    ...theirs,
    ...(usage && { usage }),
    confirm: true,
    return_url: 'https://example.com',
  });
  await world.stripe.setupIntents.confirm(waiting.id);
}

describe('a card that has to be set up for payments off session', () => {
  test('is charged off session once a SetupIntent set it up, and still asks on session', async () => {
    const theirs = await customerWithCard();
    expect(await chargeOffSession(theirs)).toBe('authentication_required');
    await setUp(theirs);
    expect(await chargeOffSession(theirs)).toBe('succeeded');
    const there = await world.stripe.paymentIntents.create({ ...AMOUNT, ...theirs });
    expect(there.status).toBe('requires_action');
  });

  test('is not by a SetupIntent for payments on session', async () => {
    const theirs = await customerWithCard();
    await setUp(theirs, 'on_session');
    expect(await chargeOffSession(theirs)).toBe('authentication_required');
  });

  test.each([
    ['off_session', 'succeeded'],
    ['on_session', 'authentication_required'],
    [undefined, 'authentication_required'],
  ] as const)('is set up by a payment with setup_future_usage %s: later %s', async (usage, later) => {
    const theirs = await customerWithCard();
    const { id } = await world.stripe.paymentIntents.create({
      ...AMOUNT,
      ...theirs,
      ...(usage && { setup_future_usage: usage }),
    });
    expect(await chargeOffSession(theirs)).toBe('authentication_required');
    expect((await world.stripe.paymentIntents.confirm(id)).status).toBe('succeeded');
    expect(await chargeOffSession(theirs)).toBe(later);
  });

  test('renews by itself after its first invoice was authenticated', async () => {
    const { stripe } = world;
    const { customer, payment_method } = await customerWithCard();
    const { id: price } = await createFlatPrice(stripe, { amount: 900 });
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      payment_behavior: 'default_incomplete',
      payment_settings: { save_default_payment_method: 'on_subscription' },
      expand: ['latest_invoice.payments'],
    });
    const { payments } = made.latest_invoice as Stripe.Invoice;
    const intent = String(payments?.data[0]?.payment.payment_intent);
    const waiting = await stripe.paymentIntents.confirm(intent, {
      payment_method,
      return_url: 'https://example.com',
    });
    expect(waiting).toMatchObject({ status: 'requires_action', setup_future_usage: 'off_session' });
    await stripe.paymentIntents.confirm(intent);
    await world.advanceTo('2026-02-15T02:00:00Z');
    const [renewal] = (await stripe.invoices.list({ customer })).data;
    expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', status: 'paid' });
  });
});

describe('off_session of a subscription', () => {
  test.each([
    [true, 'active'],
    [false, 'incomplete'],
    [undefined, 'incomplete'],
  ] as const)('%s at its start: it is %s', async (offSession, status) => {
    const { stripe } = world;
    const { customer, payment_method } = await customerWithCard();
    await setUp({ customer, payment_method });
    const { id: price } = await createFlatPrice(stripe, { amount: 900 });
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      default_payment_method: payment_method,
      ...(offSession !== undefined && { off_session: offSession }),
    });
    expect(made.status).toBe(status);
  });

  test.each([
    [true, 'paid'],
    [false, 'open'],
  ] as const)('%s of a change, by subscription or item: its invoice is %s', async (offSession, status) => {
    const { stripe } = world;
    const { customer, payment_method } = await customerWithCard();
    await setUp({ customer, payment_method });
    const { id: price } = await createFlatPrice(stripe, { amount: 900 });
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      default_payment_method: payment_method,
      off_session: true,
    });
    const item = String(made.items.data[0]?.id);
    const how = { proration_behavior: 'always_invoice', off_session: offSession } as const;
    await stripe.subscriptions.update(made.id, { items: [{ id: item, quantity: 2 }], ...how });
    await stripe.subscriptionItems.update(item, { quantity: 3, ...how });
    const { data } = await stripe.invoices.list({ subscription: made.id });
    expect(data.map((invoice) => invoice.status)).toEqual([status, status, 'paid']);
  });
});
