import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RETURN = { return_url: 'https://example.com' };

function intentOf(params: Partial<Stripe.PaymentIntentCreateParams>): Promise<Stripe.PaymentIntent> {
  return world.stripe.paymentIntents.create({ amount: 2_000, currency: 'usd', ...params });
}

describe('a payment intent that is past what is asked says so in Stripe’s words, and is in the error', () => {
  test('once it is paid', async () => {
    const { paymentIntents } = world.stripe;
    const { id } = await intentOf({ payment_method: 'pm_card_visa', confirm: true, ...RETURN });
    const state = { statusCode: 400, code: 'payment_intent_unexpected_state', payment_intent: { id } };
    expect(await refusal(paymentIntents.confirm(id))).toMatchObject({
      ...state,
      message:
        'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    });
    expect(await refusal(paymentIntents.cancel(id))).toMatchObject({
      ...state,
      message:
        'You cannot cancel this PaymentIntent because it has a status of succeeded. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.',
    });
    expect(await refusal(paymentIntents.capture(id))).toMatchObject({
      ...state,
      message:
        'This PaymentIntent could not be captured because it has a status of succeeded. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.',
    });
    expect(await refusal(paymentIntents.update(id, { amount: 1_000 }))).toMatchObject({
      ...state,
      param: 'amount',
      message:
        "This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.",
    });
  });

  test('once it is canceled, and while it has no payment method', async () => {
    const { paymentIntents } = world.stripe;
    const { id } = await intentOf({});
    const missing = await refusal(paymentIntents.confirm(id));
    expect(missing.message).toMatch(
      /^You cannot confirm this PaymentIntent because it's missing a payment method\. .* or ConfirmationToken\.$/,
    );
    expect(missing.payment_intent?.id).toBe(id);
    await paymentIntents.cancel(id);
    expect((await refusal(paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))).message).toBe(
      'You cannot confirm this PaymentIntent because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.',
    );
  });
});

describe('an authorized payment intent', () => {
  test('is described, but given neither another card nor another amount, and is charged once', async () => {
    const { paymentIntents, charges } = world.stripe;
    const { id } = await intentOf({
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
      confirm: true,
      ...RETURN,
    });
    for (const [param, value] of [
      ['payment_method', 'pm_card_mastercard'],
      ['amount', 9_000],
      ['currency', 'eur'],
    ] as const) {
      expect(await refusal(paymentIntents.update(id, { [param]: value }))).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        param,
        message: `This PaymentIntent's ${param} could not be updated because it has a status of requires_capture. You may only update the ${param} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
        payment_intent: { id, status: 'requires_capture' },
      });
    }
    expect(
      await paymentIntents.update(id, { description: 'Order 7', metadata: { order: '7' } }),
    ).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2_000,
      description: 'Order 7',
      metadata: { order: '7' },
    });
    expect((await refusal(paymentIntents.confirm(id))).code).toBe('payment_intent_unexpected_state');
    expect(await paymentIntents.capture(id)).toMatchObject({ status: 'succeeded', amount_received: 2_000 });
    expect((await charges.list({ payment_intent: id })).data).toHaveLength(1);
  });
});

test('an intent that waits for 3-D Secure waits for nothing any more once it is given another card', async () => {
  const { paymentIntents, setupIntents } = world.stripe;
  const waiting = { payment_method: 'pm_card_authenticationRequired', confirm: true, ...RETURN };
  const other = { payment_method: 'pm_card_visa' };
  const payment = await intentOf(waiting);
  const setup = await setupIntents.create(waiting);
  expect([payment, setup]).toMatchObject([{ status: 'requires_action' }, { status: 'requires_action' }]);
  const given = { status: 'requires_confirmation', next_action: null };
  expect(await paymentIntents.update(payment.id, other)).toMatchObject(given);
  expect(await setupIntents.update(setup.id, other)).toMatchObject(given);
});

describe('a setup intent', () => {
  test('that succeeded is confirmed, canceled and given another card no more, but described', async () => {
    const { setupIntents } = world.stripe;
    const { id: customer } = await world.stripe.customers.create();
    const { id } = await setupIntents.create({
      customer,
      payment_method: 'pm_card_visa',
      confirm: true,
      ...RETURN,
    });
    const state = { statusCode: 400, code: 'setup_intent_unexpected_state', setup_intent: { id } };
    expect(await refusal(setupIntents.confirm(id))).toMatchObject({
      ...state,
      message: 'You cannot confirm this SetupIntent because it has already succeeded.',
    });
    expect(await refusal(setupIntents.update(id, { payment_method: 'pm_card_visa' }))).toMatchObject({
      ...state,
      message: 'You cannot update this SetupIntent because it has already succeeded.',
    });
    expect(await refusal(setupIntents.cancel(id))).toMatchObject({
      ...state,
      message:
        'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
    });
    const described = await setupIntents.update(id, { description: 'Card of May' });
    expect(described).toMatchObject({ status: 'succeeded', description: 'Card of May' });
  });

  test('whose card has expired is told which field is wrong', async () => {
    const { setupIntents } = world.stripe;
    const confirmed = (card: string) =>
      refusal(setupIntents.create({ payment_method: `pm_card_${card}`, confirm: true, ...RETURN }));
    expect(await confirmed('chargeDeclinedExpiredCard')).toMatchObject({
      statusCode: 402,
      code: 'expired_card',
      decline_code: 'expired_card',
      param: 'exp_month',
    });
    expect((await confirmed('chargeDeclined')).param).toBeUndefined();
  });

  test('without a card says so first, whatever became of it', async () => {
    const { setupIntents } = world.stripe;
    const { id } = await setupIntents.create();
    await setupIntents.cancel(id);
    expect((await refusal(setupIntents.cancel(id))).message).toBe(
      'You cannot cancel this SetupIntent because it is already canceled.',
    );
    expect(await refusal(setupIntents.update(id, { payment_method: 'pm_card_visa' }))).toMatchObject({
      code: 'setup_intent_unexpected_state',
      message: 'You cannot update this SetupIntent because it has a status of canceled.',
      setup_intent: { id, status: 'canceled', payment_method: null },
    });
    const missing = await refusal(setupIntents.confirm(id));
    expect(missing.message).toMatch(
      /^You cannot confirm this SetupIntent because it's missing a payment method\. .* or ConfirmationToken\.$/,
    );
    expect(missing.setup_intent?.id).toBe(id);
  });
});

describe('a card of one customer', () => {
  test('is refused to another, and without naming its own', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: other } = await createCustomer(stripe);
    const [card] = (await stripe.customers.listPaymentMethods(customer)).data;
    const payment_method = String(card?.id);
    const param = 'payment_method';
    const foreign = {
      statusCode: 400,
      code: undefined,
      param,
      message: `The PaymentMethod ${payment_method} does not belong to the Customer you supplied ${other}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
    };
    expect(await refusal(intentOf({ customer: other, payment_method }))).toMatchObject(foreign);
    const setup = stripe.setupIntents.create({ customer: other, payment_method });
    expect(await refusal(setup)).toMatchObject(foreign);
    expect(await refusal(intentOf({ payment_method }))).toMatchObject({
      param,
      message: `The \`payment_method\` parameter supplied ${payment_method} belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
    });
    expect(await refusal(stripe.setupIntents.create({ payment_method }))).toMatchObject({
      param,
      message: `The payment method supplied (${payment_method}) belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`,
    });
  });

  test('is not set up for later by a payment that is itself off session', async () => {
    const { id: customer } = await createCustomer(world.stripe);
    const [card] = (await world.stripe.customers.listPaymentMethods(customer)).data;
    const theirs = { customer, payment_method: String(card?.id), setup_future_usage: 'off_session' } as const;
    const refused = {
      statusCode: 400,
      message:
        'You cannot confirm with the `off_session` parameter when `setup_future_usage` is also set on the PaymentIntent because you cannot set up future usages when processing payments off-session.',
    };
    expect(await refusal(intentOf({ ...theirs, confirm: true, off_session: true }))).toMatchObject(refused);
    const { id } = await intentOf(theirs);
    const { paymentIntents } = world.stripe;
    expect(await refusal(paymentIntents.confirm(id, { off_session: true }))).toMatchObject(refused);
    expect((await paymentIntents.confirm(id, { off_session: false, ...RETURN })).status).toBe('succeeded');
  });
});
