import { describe, expect, test } from 'vitest';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const RETURN = 'https://example.com/done';
const NEVER = { enabled: true, allow_redirects: 'never' } as const;
const PAYMENT = { amount: 2_000, currency: 'usd' };
const CARD = 'pm_card_authenticationRequired';
const SETUP = { payment_method: CARD, confirm: true };

describe('with a return_url the customer is sent to a page and back', () => {
  test('for a payment', async () => {
    const { paymentIntents } = world.stripe;
    const { id } = await paymentIntents.create(PAYMENT);
    const given = await paymentIntents.confirm(id, { payment_method: CARD, return_url: RETURN });
    expect(given.next_action).toMatchObject({ redirect_to_url: { return_url: RETURN } });
    expect((await paymentIntents.confirm(id)).status).toBe('succeeded');
  });

  test('for a setup', async () => {
    const { setupIntents } = world.stripe;
    const { id } = await setupIntents.create({});
    for (const waiting of [
      await setupIntents.create({ ...SETUP, return_url: RETURN }),
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

test('without one Stripe.js asks the customer, whichever way the types are chosen: the account has cards alone', async () => {
  const { paymentIntents, setupIntents } = world.stripe;
  const chosen = [{}, { automatic_payment_methods: NEVER }, { allowed_payment_method_types: ['card'] }];
  for (const how of chosen) {
    const expected = { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } };
    expect(await paymentIntents.create({ ...PAYMENT, ...SETUP, ...how } as never)).toMatchObject(expected);
    expect(await setupIntents.create({ ...SETUP, ...how } as never)).toMatchObject(expected);
  }
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
