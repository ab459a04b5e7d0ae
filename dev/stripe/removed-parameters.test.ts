import { expect, test } from 'vitest';
import { compareParameters } from './conformance/judge/compare-parameters.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';
import { removed, text } from './wire/params.ts';

const world = stripeWorld();

const TYPES = { payment_method_types: ['card'] };

test('payment_method_types is told to be no longer supported, wherever it was', async () => {
  const { stripe } = world;
  const payment = await stripe.paymentIntents.create({ amount: 1_000, currency: 'usd' });
  const setup = await stripe.setupIntents.create({});
  for (const [path, params] of [
    ['/v1/payment_intents', { amount: 1_000, currency: 'usd' }],
    [`/v1/payment_intents/${payment.id}`, {}],
    [`/v1/payment_intents/${payment.id}/confirm`, { payment_method: 'pm_card_visa' }],
    ['/v1/setup_intents', {}],
    [`/v1/setup_intents/${setup.id}`, {}],
  ] as const) {
    const error = await refusal(stripe.rawRequest('POST', path, { ...params, ...TYPES }));
    expect(error, path).toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      code: 'payment_method_types_no_longer_supported',
      param: 'payment_method_types',
    });
  }
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect(payment.payment_method_types).toEqual(['card']);
});

test('it was never a parameter of a setup’s confirmation', async () => {
  const { id } = await world.stripe.setupIntents.create({});
  const call = world.stripe.rawRequest('POST', `/v1/setup_intents/${id}/confirm`, TYPES);
  expect(await refusal(call)).toMatchObject({ code: 'parameter_unknown' });
});

test('a parameter that Stripe has is not one that it took away', () => {
  const gone = removed('payment_method_types_no_longer_supported', 'Gone.');
  const schema = { properties: { there: { type: 'string' } } };
  const compare = (fields: Parameters<typeof compareParameters>[0]) =>
    compareParameters(fields, schema, {}).wrong;
  expect(compare({ there: gone })).toEqual(['there is not removed']);
  expect(compare({ there: text(), away: gone })).toEqual([]);
});
