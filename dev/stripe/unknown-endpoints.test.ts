import Stripe from 'stripe';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { startStripeStandIn } from './main.ts';
import { createStripe, refusal } from './testing/stripe-world.ts';

const complaints: string[] = [];
const standIn = await startStripeStandIn({
  port: 0,
  now: () => new Date('2026-01-15T00:00:00Z'),
  log: (line) => complaints.push(line),
});
const stripe = createStripe(standIn.url);
beforeEach(() => {
  complaints.length = 0;
});
afterAll(standIn.close);

test.each([
  ['GET', '/v1/promotion_codes', () => stripe.promotionCodes.list()],
  ['GET', '/v1/customers/search', () => stripe.customers.search({ query: "email:'ada@example.com'" })],
  ['GET', '/v1/invoices/upcoming', () => stripe.rawRequest('GET', '/v1/invoices/upcoming')],
  ['GET', '/v1/invoices/upcoming/lines', () => stripe.rawRequest('GET', '/v1/invoices/upcoming/lines')],
  ['POST', '/v1/invoices/in_1/attach_payment', () => stripe.invoices.attachPayment('in_1')],
  [
    'POST',
    '/v2/billing/meter_events',
    () => stripe.v2.billing.meterEvents.create({ event_name: 'a', payload: { value: '1' } }),
  ],
  [
    'POST',
    '/v1/subscription_items/si_1/usage_records',
    () => stripe.rawRequest('POST', '/v1/subscription_items/si_1/usage_records'),
  ],
])('%s %s is not there: 404 in Stripe’s words, and logged loudly', async (method, path, call) => {
  const error = await refusal(call());
  expect(error).toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' });
  expect(error.message).toBe(
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
  expect(complaints).toEqual([`Stripe stand-in: NO SUCH ENDPOINT ${method} ${path}`]);
});

test('an empty id asks for no list: the address that ends in a slash is unknown', async () => {
  await stripe.customers.create({ name: 'Ada' });
  const error = await refusal(stripe.customers.retrieve(''));
  expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  expect(error).toMatchObject({ statusCode: 404 });
  expect(error.message).toContain('make sure you passed a valid (non-empty) identifier in your code');
  expect(complaints).toEqual(['Stripe stand-in: NO SUCH ENDPOINT GET /v1/customers/']);
});
