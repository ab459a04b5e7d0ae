import { describe, expect, test } from 'vitest';
import { TEST_CARDS } from './payments/test-cards.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A payment of $20.00 with a test card, and its charge. */
async function pay(card: string) {
  const intent = await world.stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    payment_method: `pm_card_${card}`,
    confirm: true,
    return_url: 'https://example.com',
    expand: ['latest_charge.balance_transaction'],
  });
  const charge = intent.latest_charge;
  if (charge === null || typeof charge === 'string') throw new Error('the charge is not expanded');
  return charge;
}

test.each([
  ['mx', 'MX'],
  ['br', 'BR'],
  ['in', 'IN'],
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

  test('with pm_card_visa_chargeDeclinedFraudulent is so as fraudulent', async () => {
    expect(await refusal(pay('visa_chargeDeclinedFraudulent'))).toMatchObject({
      code: 'card_declined',
      decline_code: 'fraudulent',
    });
  });
});

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
