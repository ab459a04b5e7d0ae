import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const PAYMENT = {
  amount: 2_000,
  currency: 'usd',
  confirm: true,
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
} as const;

async function needingAuthentication() {
  const { id: customer } = await world.stripe.customers.create({});
  const { id } = await world.stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
  return { customer, payment_method: id };
}

function pay(params: Partial<Stripe.PaymentIntentCreateParams>): Promise<Stripe.PaymentIntent> {
  return world.stripe.paymentIntents.create({ ...PAYMENT, ...params });
}

describe.each([
  ['off-session', { off_session: true }, 'authentication_required'],
  ['off-session and recurring', { off_session: 'recurring' }, 'authentication_required'],
  ['with error_on_requires_action', { error_on_requires_action: true }, 'authentication_not_handled'],
] as const)('a payment %s', (_how, how, declineCode) => {
  test('that the customer would have to authenticate is declined, and wants a payment method again', async () => {
    const theirs = await needingAuthentication();
    const error = await refusal(pay({ ...theirs, ...how }));
    expect(error).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'authentication_required',
      decline_code: declineCode,
      message: 'Your card was declined. This transaction requires authentication.',
      payment_method: { id: theirs.payment_method },
    });
    const expected = {
      status: 'requires_payment_method',
      payment_method: null,
      next_action: null,
      last_payment_error: {
        code: 'authentication_required',
        decline_code: declineCode,
        payment_method: { id: theirs.payment_method },
      },
    };
    expect(error.payment_intent).toMatchObject(expected);
    const intent = await world.stripe.paymentIntents.retrieve(String(error.payment_intent?.id));
    expect(intent).toMatchObject(expected);
    expect(intent.latest_charge).toBe(error.charge);
    expect(await world.stripe.charges.retrieve(String(error.charge))).toMatchObject({
      status: 'failed',
      failure_code: 'authentication_required',
      outcome: { network_status: 'declined_by_network', reason: declineCode },
    });
    const types = (await world.stripe.events.list({ limit: 100 })).data.map(({ type }) => type);
    expect(types).toContain('payment_intent.payment_failed');
    expect(types).not.toContain('payment_intent.requires_action');
  });

  test('whose card needs nobody goes through', async () => {
    const { id: customer } = await createCustomer(world.stripe);
    const [method] = (await world.stripe.customers.listPaymentMethods(customer)).data;
    const paid = await pay({ customer, payment_method: String(method?.id), ...how });
    expect(paid.status).toBe('succeeded');
  });

  test('is paid once the customer is back and authenticates', async () => {
    const theirs = await needingAuthentication();
    const { payment_intent: failed } = await refusal(pay({ ...theirs, ...how }));
    const id = String(failed?.id);
    const { payment_method } = theirs;
    const waiting = await world.stripe.paymentIntents.confirm(id, { payment_method });
    expect(waiting.status).toBe('requires_action');
    expect((await world.stripe.paymentIntents.confirm(id)).status).toBe('succeeded');
  });

  test('is confirmed later in the same way', async () => {
    const intent = await pay({ ...(await needingAuthentication()), confirm: false });
    expect(await refusal(world.stripe.paymentIntents.confirm(intent.id, how))).toMatchObject({
      code: 'authentication_required',
      decline_code: declineCode,
    });
  });

  test('is said of a confirmation only', async () => {
    for (const confirm of [{ confirm: false }, {}]) {
      const { confirm: _confirm, ...unconfirmed } = PAYMENT;
      const call = world.stripe.paymentIntents.create({ ...unconfirmed, ...confirm, ...how });
      expect(await refusal(call)).toMatchObject({ statusCode: 400, param: Object.keys(how)[0] });
    }
  });
});

test('another card than the one that the customer was asked about is asked about anew', async () => {
  const { stripe } = world;
  const theirs = await needingAuthentication();
  const { id: other } = await stripe.paymentMethods.attach('pm_card_threeDSecure2Required', {
    customer: theirs.customer,
  });
  const { id } = await pay(theirs);
  const anew = await stripe.paymentIntents.confirm(id, { payment_method: other });
  expect(anew).toMatchObject({ status: 'requires_action', payment_method: other });
  const paid = await stripe.paymentIntents.confirm(id, { payment_method: other });
  expect(paid).toMatchObject({ status: 'succeeded', payment_method: other });
  const setup = await stripe.setupIntents.create({ ...theirs, confirm: true });
  expect(await stripe.setupIntents.confirm(setup.id, { payment_method: other })).toMatchObject({
    status: 'requires_action',
    payment_method: other,
  });
  expect((await stripe.setupIntents.confirm(setup.id)).status).toBe('succeeded');
});

test('where neither is asked for, the payment waits for the customer', async () => {
  for (const how of [{}, { off_session: false }, { error_on_requires_action: false }]) {
    expect((await pay({ ...(await needingAuthentication()), ...how })).status).toBe('requires_action');
  }
});
