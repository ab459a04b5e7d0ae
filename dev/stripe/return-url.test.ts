import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const RETURN = 'https://example.com/done';
const NEVER = { enabled: true, allow_redirects: 'never' } as const;
const PAYMENT = { amount: 2_000, currency: 'usd' };
const CARD = 'pm_card_authenticationRequired';
const TOLD = {
  statusCode: 400,
  type: 'StripeInvalidRequestError',
  message: expect.stringMatching(/^This (PaymentIntent|SetupIntent) is .* you must provide a `return_url`\./),
};

describe('where a payment method might redirect the customer, a confirmation says where back to:', () => {
  test('of a payment', async () => {
    const { paymentIntents } = world.stripe;
    const create = { ...PAYMENT, payment_method: CARD, confirm: true };
    expect(await refusal(paymentIntents.create(create))).toMatchObject(TOLD);
    expect((await paymentIntents.list()).data).toEqual([]);
    const { id } = await paymentIntents.create(PAYMENT);
    expect(await refusal(paymentIntents.confirm(id, { payment_method: CARD }))).toMatchObject(TOLD);
    const given = await paymentIntents.confirm(id, { payment_method: CARD, return_url: RETURN });
    expect(given.next_action).toMatchObject({ redirect_to_url: { return_url: RETURN } });
    expect((await paymentIntents.confirm(id)).status).toBe('succeeded');
  });

  test('of a setup', async () => {
    const { setupIntents } = world.stripe;
    const create = { payment_method: CARD, confirm: true };
    expect(await refusal(setupIntents.create(create))).toMatchObject(TOLD);
    const { id } = await setupIntents.create({});
    expect(await refusal(setupIntents.confirm(id, { payment_method: CARD }))).toMatchObject(TOLD);
    for (const waiting of [
      await setupIntents.create({ ...create, return_url: RETURN }),
      await setupIntents.confirm(id, { payment_method: CARD, return_url: RETURN }),
    ]) {
      expect(waiting).toMatchObject({
        status: 'requires_action',
        next_action: {
          type: 'redirect_to_url',
          redirect_to_url: {
            return_url: RETURN,
            url: expect.stringMatching(/^https:\/\/hooks\.stripe\.com\//),
          },
        },
      });
    }
    expect(await setupIntents.confirm(id)).toMatchObject({ status: 'succeeded', next_action: null });
  });
});

describe('no return_url is needed', () => {
  test('where redirects are not allowed, or the types are listed', async () => {
    const { paymentIntents, setupIntents } = world.stripe;
    for (const how of [{ automatic_payment_methods: NEVER }, { allowed_payment_method_types: ['card'] }]) {
      const given = { payment_method: CARD, confirm: true, ...how };
      const expected = { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } };
      expect(await paymentIntents.create({ ...PAYMENT, ...given } as never)).toMatchObject(expected);
      expect(await setupIntents.create(given as never)).toMatchObject(expected);
    }
  });

  test('while the customer is not there', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    const paid = await stripe.paymentIntents.create({
      ...PAYMENT,
      customer,
      payment_method: String(method?.id),
      confirm: true,
      off_session: true,
    });
    expect(paid.status).toBe('succeeded');
  });

  test('of an invoice’s intent, or of the setup that a trial waits for', async () => {
    const { stripe } = world;
    const { id: customer } = await stripe.customers.create({});
    const { id: price } = await createFlatPrice(stripe, { amount: 900 });
    const trial = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      trial_period_days: 5,
      payment_behavior: 'default_incomplete',
    });
    const done = await stripe.setupIntents.confirm(String(trial.pending_setup_intent), {
      payment_method: 'pm_card_visa',
    });
    expect(done).toMatchObject({ status: 'succeeded', automatic_payment_methods: null });
  });
});

test('the types are listed or chosen, not both', async () => {
  const { stripe } = world;
  const both = { automatic_payment_methods: NEVER, allowed_payment_method_types: ['card'] };
  for (const [path, params] of [
    ['/v1/payment_intents', PAYMENT],
    ['/v1/setup_intents', {}],
  ] as const) {
    const error = await refusal(stripe.rawRequest('POST', path, { ...params, ...both }));
    expect(error).toMatchObject({ statusCode: 400, param: 'allowed_payment_method_types' });
  }
});
