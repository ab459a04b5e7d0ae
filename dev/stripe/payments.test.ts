import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

describe('a card that its bank refuses', () => {
  test.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later'],
    [
      'pm_card_visa_chargeDeclinedInsufficientFunds',
      'card_declined',
      'insufficient_funds',
      'try_again_later',
    ],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', 'do_not_try_again'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'confirm_card_data'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error', 'try_again_later'],
  ])('%s cannot be attached: %s, %s', async (card, code, declineCode, advice) => {
    const customer = await createCustomer(world.stripe);
    const error = await refusal(world.stripe.paymentMethods.attach(card, { customer: customer.id }));
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode, advice_code: advice });
    expect((await world.stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
  });

  test('chargeCustomerFail attaches and fails when charged; the first invoice stays open, the subscription incomplete', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { card: 'pm_card_chargeCustomerFail' });
    const price = await createFlatPrice(stripe, { amount: 9_900 });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    expect(subscription.status).toBe('incomplete');
    const invoice = await stripe.invoices.retrieve(String(subscription.latest_invoice), {
      expand: ['payments.data.payment.payment_intent'],
    });
    expect(invoice.status).toBe('open');
    const intent = invoice.payments?.data[0]?.payment.payment_intent as Stripe.PaymentIntent;
    expect(intent.last_payment_error).toMatchObject({
      code: 'card_declined',
      decline_code: 'generic_decline',
    });
    const charge = await stripe.charges.retrieve(String(intent.latest_charge));
    expect(charge).toMatchObject({ status: 'failed', paid: false, outcome: { type: 'issuer_declined' } });
    await world.advanceTo('2026-01-16T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('incomplete_expired');
    expect((await stripe.invoices.retrieve(String(invoice.id))).status).toBe('void');
  });

  test.each(['pm_card_riskLevelHighest', 'pm_card_radarBlock'])(
    '%s attaches, and Radar blocks its charge before the bank is asked',
    async (card) => {
      const { stripe } = world;
      const { id: customer } = await createCustomer(stripe, { card });
      const { id: invoice = '' } = await stripe.invoices.create({ customer });
      await stripe.invoiceItems.create({ customer, invoice, amount: 5_000 });
      const blocked = { code: 'card_declined', decline_code: 'fraudulent' };
      expect(await refusal(stripe.invoices.pay(invoice))).toMatchObject({ statusCode: 402, ...blocked });
      const [charge] = (await stripe.charges.list({ customer })).data;
      expect(charge).toMatchObject({
        status: 'failed',
        failure_code: 'card_declined',
        outcome: {
          type: 'blocked',
          reason: 'highest_risk_level',
          risk_level: 'highest',
          network_status: 'not_sent_to_network',
          network_advice_code: null,
          network_decline_code: null,
        },
      });
    },
  );

  test('a card of Stripe’s list is known by its number too: 4954 is the one of the highest risk', async () => {
    const { stripe } = world;
    const { id: payment_method } = await stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4000000000004954', exp_month: 12, exp_year: 2030, cvc: '123' },
    });
    const { id: customer } = await createCustomer(stripe, { card: payment_method });
    await stripe.invoiceItems.create({ customer, amount: 5_000, currency: 'usd' });
    const { id: invoice = '' } = await stripe.invoices.create({
      customer,
      pending_invoice_items_behavior: 'include',
    });
    expect(await refusal(stripe.invoices.pay(invoice))).toMatchObject({ decline_code: 'fraudulent' });
  });

  test('pay answers 402 with the payment intent, and the invoice can be paid with another card', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { card: 'pm_card_chargeCustomerFail' });
    await stripe.invoiceItems.create({ customer: customer.id, amount: 5_000, currency: 'usd' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: 'include',
    });
    const error = await refusal(stripe.invoices.pay(String(draft.id)));
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', type: 'StripeCardError' });
    expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method', amount: 5_000 });
    const { id: other } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const paid = await stripe.invoices.pay(String(draft.id), { payment_method: other });
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 5_000, amount_remaining: 0 });
  });
});

test('no card at all: a subscription that charges is refused and leaves nothing behind', async () => {
  const { stripe } = world;
  const customer = await stripe.customers.create({ email: 'nobody@example.com' });
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  const error = await refusal(
    stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] }),
  );
  expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing' });
  expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toEqual([]);
  expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([]);
});

test('a yen subscription charges ¥14,900, with no minor unit', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount: 14_900, currency: 'jpy', name: 'Starter' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand: ['latest_invoice'],
  });
  expect(subscription.latest_invoice).toMatchObject({ currency: 'jpy', total: 14_900, amount_paid: 14_900 });
  expect((subscription.latest_invoice as Stripe.Invoice).lines.data[0]?.description).toBe(
    '1 × Starter (at ¥14,900 / month)',
  );
});

describe('3-D Secure', () => {
  test('a setup waits for the customer, and done once the card is attached', async () => {
    const { stripe } = world;
    const customer = await stripe.customers.create({});
    const waiting = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
      return_url: 'https://example.com',
    });
    expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    const done = await stripe.setupIntents.confirm(waiting.id);
    expect(done.status).toBe('succeeded');
    const method = String(done.payment_method);
    expect((await stripe.paymentMethods.retrieve(method)).customer).toBe(customer.id);
    const intent = await stripe.paymentIntents.create({
      amount: 1_000,
      currency: 'usd',
      customer: customer.id,
      payment_method: method,
      confirm: true,
      off_session: true,
    });
    expect(intent.status).toBe('succeeded');
  });

  test('a renewal that needs the customer says so and stays open until they confirm', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { card: 'pm_card_authenticationRequired' });
    const price = await createFlatPrice(stripe, { amount: 9_900 });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
    });
    expect(subscription.status).toBe('incomplete');
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect(invoice.confirmation_secret?.client_secret).toMatch(/^pi_\w+_secret_\w+$/);
    const intent = String(invoice.payments?.data[0]?.payment.payment_intent);
    expect((await stripe.paymentIntents.confirm(intent)).status).toBe('succeeded');
    expect((await stripe.invoices.retrieve(String(invoice.id))).status).toBe('paid');
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    await world.standIn.runDue();
    expect(world.standIn.eventTypes()).toContain('invoice.payment_action_required');
  });
});

describe('refunds', () => {
  async function charged(card: string): Promise<Stripe.PaymentIntent> {
    return world.stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'usd',
      payment_method: card,
      confirm: true,
      return_url: 'https://example.com',
    });
  }

  test('in parts: $30.00, then the remaining $70.00, then no more', async () => {
    const { stripe } = world;
    const intent = await charged('pm_card_visa');
    const first = await stripe.refunds.create({ payment_intent: intent.id, amount: 3_000 });
    expect(first).toMatchObject({ status: 'succeeded', amount: 3_000 });
    const charge = String(intent.latest_charge);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 3_000, refunded: false });
    const tooMuch = await refusal(stripe.refunds.create({ charge, amount: 7_001 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 7_000 });
    expect(await stripe.charges.retrieve(charge, { expand: ['refunds'] })).toMatchObject({ refunded: true });
    expect(await refusal(stripe.refunds.create({ charge }))).toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  test('a pending one succeeds the next day; a failing one comes back and lowers amount_refunded', async () => {
    const { stripe } = world;
    const pending = await stripe.refunds.create({
      payment_intent: (await charged('pm_card_pendingRefund')).id,
    });
    const failing = await stripe.refunds.create({ payment_intent: (await charged('pm_card_refundFail')).id });
    expect([pending.status, failing.status]).toEqual(['pending', 'succeeded']);
    await world.advanceTo('2026-01-17T00:00:00Z');
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
    expect(await stripe.refunds.retrieve(failing.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
    });
    expect((await stripe.charges.retrieve(String(failing.charge))).amount_refunded).toBe(0);
  });
});

test('a card that is new to the customer is kept by the subscription that it was confirmed for, and pays its renewal', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const { id: price } = await createFlatPrice(stripe, { amount: 9_900 });
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice.payments'],
  });
  const [payment] = (made.latest_invoice as Stripe.Invoice).payments?.data ?? [];
  const intent = String(payment?.payment.payment_intent);
  const paid = await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });
  const kept = await stripe.subscriptions.retrieve(made.id);
  expect(kept).toMatchObject({ status: 'active', default_payment_method: paid.payment_method });
  const told = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 2 })).data;
  expect(told.map(({ data }) => data.previous_attributes)).toEqual([
    { status: 'incomplete' },
    { default_payment_method: null },
  ]);
});

test('default_incomplete waits for the customer; what they confirm with becomes the subscription’s card', async () => {
  const { stripe } = world;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
    invoice_settings: { description: 'Mediation', footer: 'Thank you' },
    expand: ['latest_invoice.payments'],
  });
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  expect(subscription.status).toBe('incomplete');
  expect(invoice).toMatchObject({
    status: 'open',
    attempted: false,
    description: 'Mediation',
    footer: 'Thank you',
  });
  const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
  await stripe.paymentIntents.confirm(String(invoice.payments?.data[0]?.payment.payment_intent), {
    payment_method: card.id,
  });
  const active = await stripe.subscriptions.retrieve(subscription.id);
  expect(active).toMatchObject({ status: 'active', default_payment_method: card.id });
});
