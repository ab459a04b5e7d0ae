import { describe, expect, test } from 'vitest';
import { TEST_CARDS } from './payments/test-cards.ts';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A payment of $20.00 with a test card, and its charge. */
async function pay(card: string, how: object = {}) {
  const intent = await world.stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    payment_method: `pm_card_${card}`,
    confirm: true,
    return_url: 'https://example.com',
    expand: ['latest_charge.balance_transaction'],
    ...how,
  });
  const charge = intent.latest_charge;
  if (charge === null || typeof charge === 'string') throw new Error('the charge is not expanded');
  return charge;
}

test.each([
  ['mx', 'MX'],
  ['br', 'BR'],
  ['in', 'IN'],
  ['ca', 'CA'],
  ['au', 'AU'],
  ['sg', 'SG'],
  ['gb_debit', 'GB'],
  ['th_credit', 'TH'],
])('pm_card_%s is of %s', async (card, country) => {
  expect(await pay(card)).toMatchObject({
    status: 'succeeded',
    payment_method_details: { card: { country } },
  });
});

test.each([
  ['cvcCheckFail', { cvc_check: 'fail', address_line1_check: null, address_postal_code_check: null }],
  ['avsLine1Fail', { cvc_check: 'pass', address_line1_check: 'fail', address_postal_code_check: null }],
  ['avsZipFail', { cvc_check: 'pass', address_line1_check: null, address_postal_code_check: 'fail' }],
  [
    'avsUnchecked',
    { cvc_check: 'pass', address_line1_check: 'unavailable', address_postal_code_check: 'unavailable' },
  ],
  ['avsFail', { cvc_check: 'pass', address_line1_check: 'fail', address_postal_code_check: 'fail' }],
])('pm_card_%s pays, its check having failed', async (card, checks) => {
  expect(await pay(card)).toMatchObject({
    status: 'succeeded',
    payment_method_details: { card: { checks } },
  });
});

test('pm_card_riskLevelElevated pays at an elevated risk, pm_card_visa at a normal one', async () => {
  expect((await pay('riskLevelElevated')).outcome).toMatchObject({
    type: 'authorized',
    risk_level: 'elevated',
    reason: null,
  });
  expect((await pay('visa')).outcome).toMatchObject({ risk_level: 'normal', reason: null });
});

test('what pm_card_bypassPending pays is available at once, captured at once or later', async () => {
  const now = world.seconds();
  expect((await pay('bypassPending')).balance_transaction).toMatchObject({
    status: 'available',
    available_on: now,
  });
  expect((await pay('visa')).balance_transaction).toMatchObject({
    status: 'pending',
    available_on: now + 2 * 86_400,
  });
  const { id } = await world.stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    capture_method: 'manual',
    confirm: true,
    return_url: 'https://example.com',
  });
  const captured = await world.stripe.paymentIntents.capture(id, {
    expand: ['latest_charge.balance_transaction'],
  });
  expect(captured.latest_charge).toMatchObject({ balance_transaction: { status: 'available' } });
});

describe('a payment that is refused', () => {
  test('with pm_card_threeDSecureRequiredChargeDeclined is so after the customer authenticated', async () => {
    const { id, status } = await world.stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      payment_method: 'pm_card_threeDSecureRequiredChargeDeclined',
      confirm: true,
      return_url: 'https://example.com',
    });
    expect(status).toBe('requires_action');
    expect(await refusal(world.stripe.paymentIntents.confirm(id))).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
  });

  test('with pm_card_authenticationRequiredChargeDeclinedInsufficientFunds is so too, for want of funds', async () => {
    const card = 'authenticationRequiredChargeDeclinedInsufficientFunds';
    const { id } = await world.stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      payment_method: `pm_card_${card}`,
      confirm: true,
      return_url: 'https://example.com',
    });
    const confirmed = world.stripe.paymentIntents.confirm(id);
    expect(await refusal(confirmed)).toMatchObject({ decline_code: 'insufficient_funds' });
    const offSession = { off_session: true, return_url: undefined };
    expect(await refusal(pay(card, offSession))).toMatchObject({ decline_code: 'insufficient_funds' });
  });

  test('with pm_card_threeDSecureRequiredProcessingError is so before anybody is asked', async () => {
    const error = await refusal(pay('threeDSecureRequiredProcessingError'));
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined' });
  });

  test('with pm_card_visa_chargeDeclinedFraudulent is so as fraudulent', async () => {
    expect(await refusal(pay('visa_chargeDeclinedFraudulent'))).toMatchObject({
      code: 'card_declined',
      decline_code: 'fraudulent',
    });
  });
});

test('pm_card_authenticationRequiredSetupForOffSession is asked for while the customer is there, and not after', async () => {
  const { stripe } = world;
  const card = 'authenticationRequiredSetupForOffSession';
  const { id: customer } = await createCustomer(stripe, { card: `pm_card_${card}` });
  const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
  const theirs = { customer, payment_method: String(method?.id) };
  const create = { amount: 2_000, currency: 'usd', confirm: true, ...theirs };
  const there = await stripe.paymentIntents.create({ ...create, return_url: 'https://example.com' });
  expect(there.status).toBe('requires_action');
  const gone = await stripe.paymentIntents.create({ ...create, off_session: true });
  expect(gone.status).toBe('succeeded');
  const { id: price } = await createFlatPrice(stripe, { amount: 900 });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
  expect(made.status).toBe('incomplete');
  const [payment] = (await stripe.invoicePayments.list({ invoice: String(made.latest_invoice) })).data;
  await stripe.paymentIntents.confirm(String(payment?.payment.payment_intent));
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [renewal] = (await stripe.invoices.list({ customer })).data;
  expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', status: 'paid' });
});

test('pm_card_amex_threeDSecureNotSupported pays, and says that it cannot be authenticated', async () => {
  expect(await pay('amex_threeDSecureNotSupported')).toMatchObject({ status: 'succeeded' });
  const method = await world.stripe.paymentMethods.create({
    type: 'card',
    card: { token: 'tok_amex_threeDSecureNotSupported' },
  });
  expect(method.card).toMatchObject({ brand: 'amex', three_d_secure_usage: { supported: false } });
});

test.each(['2223003122003222', '371449635398431', '36227206271667', '4000000000000259', '4000001240000000'])(
  'the test card %s is known by its number',
  async (number) => {
    const card = { number, exp_month: 12, exp_year: 2030 };
    const { id } = await world.stripe.paymentMethods.create({ type: 'card', card } as never);
    const paid = await world.stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      payment_method: id,
      confirm: true,
      return_url: 'https://example.com',
    });
    expect(paid.status).toBe('succeeded');
  },
);

test('every test card has a number that passes the check of its digits', () => {
  const sum = (number: string) =>
    [...number].reverse().reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  for (const [name, { number }] of Object.entries(TEST_CARDS))
    expect([name, sum(number) % 10]).toEqual([name, 0]);
});

test('an amount as a whole number and as a decimal at once is refused as exclusive', async () => {
  const { id } = await world.stripe.products.create({ name: 'Thing' });
  const call = world.stripe.rawRequest('POST', '/v1/prices', {
    currency: 'usd',
    product: id,
    unit_amount: 100,
    unit_amount_decimal: '100',
  });
  expect(await refusal(call)).toMatchObject({ code: 'parameters_exclusive', param: 'unit_amount' });
});
