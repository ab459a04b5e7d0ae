import { describe, expect, test } from 'vitest';
import { createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function send(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  const response = await fetch(`${world.standIn.url}${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test_dev',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    ...(method === 'GET' ? {} : { body }),
  });
  const json = (await response.json()) as { id?: string; error?: Record<string, string> };
  return { status: response.status, headers: response.headers, json };
}

describe('an idempotency key', () => {
  test('replays the first answer and makes nothing twice', async () => {
    const key = { idempotencyKey: 'one' };
    const first = await world.stripe.customers.create({ name: 'Ada' }, key);
    const again = await world.stripe.customers.create({ name: 'Ada' }, key);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await world.stripe.customers.list()).data).toHaveLength(1);
  });

  test('with other parameters is refused', async () => {
    await world.stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'two' });
    const error = await refusal(world.stripe.customers.create({ name: 'Grace' }, { idempotencyKey: 'two' }));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    const elsewhere = await refusal(world.stripe.products.create({ name: 'Ada' }, { idempotencyKey: 'two' }));
    expect(elsewhere).toMatchObject({
      statusCode: 400,
      type: 'StripeIdempotencyError',
      message:
        "Keys for idempotent requests can only be used for the same endpoint they were first used for ('/v1/products' vs '/v1/customers'). Try using a key other than 'two' if you meant to execute a different request.",
    });
  });

  test('keeps a decline, but not a refused parameter', async () => {
    const headers = { 'idempotency-key': 'three' };
    const refused = await send('POST', '/v1/customers', 'nonsense=1', headers);
    expect(refused.json.error).toMatchObject({ code: 'parameter_unknown', param: 'nonsense' });
    expect((await send('POST', '/v1/customers', 'name=Ada', headers)).status).toBe(200);
    const pay =
      'amount=100&currency=usd&confirm=true&payment_method=pm_card_chargeCustomerFail&return_url=https://a.example';
    const first = await send('POST', '/v1/payment_intents', pay, { 'idempotency-key': 'four' });
    const again = await send('POST', '/v1/payment_intents', pay, { 'idempotency-key': 'four' });
    expect([first.status, again.status]).toEqual([402, 402]);
    expect(again.json.error?.charge).toBe(first.json.error?.charge);
  });

  test('has no effect on a DELETE, which is one already', async () => {
    const { id } = await world.stripe.customers.create();
    const headers = { 'idempotency-key': 'gone' };
    expect((await send('DELETE', `/v1/customers/${id}`, '', headers)).status).toBe(200);
    expect((await send('DELETE', `/v1/customers/${id}`, '', headers)).status).toBe(404);
  });

  test('is forgotten after a day', async () => {
    const first = await world.stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'five' });
    await world.advanceTo('2026-01-16T00:00:01Z');
    const later = await world.stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'five' });
    expect(later.id).not.toBe(first.id);
  });

  test('keeps a refusal that came after the parameters were read, as Stripe does; of its parameters it keeps none', async () => {
    const { stripe } = world;
    const customer = await stripe.customers.create({});
    const { id } = await stripe.invoices.create({ customer: customer.id });
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: String(id),
      amount: 900,
      currency: 'usd',
    });
    const pay = (body: string) => send('POST', `/v1/invoices/${id}/pay`, body, { 'idempotency-key': 'pay1' });
    expect((await pay('off_session=perhaps')).headers.get('idempotent-replayed')).toBeNull();
    const first = await pay('');
    expect(first.status).toBe(400);
    const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card } });
    const again = await pay('');
    expect([again.status, again.json]).toEqual([400, first.json]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await stripe.invoices.pay(String(id), {}, { idempotencyKey: 'pay2' })).status).toBe('paid');
  });

  test('of nothing is refused, and one with another query is another call’s', async () => {
    expect((await send('POST', '/v1/customers', 'name=Ada', { 'idempotency-key': '' })).status).toBe(400);
    const headers = { 'idempotency-key': 'query' };
    expect((await send('POST', '/v1/customers?description=a', 'name=Ada', headers)).status).toBe(200);
    const other = await send('POST', '/v1/customers?description=b', 'name=Ada', headers);
    expect(other.json.error?.type).toBe('idempotency_error');
  });

  test('goes by what the parameters say, not by their order or their writing; a list has an order', async () => {
    const headers = { 'idempotency-key': 'order' };
    const create = (body: string) => send('POST', '/v1/customers', body, headers);
    const written =
      'name=Ada%20L&metadata[a]=1&metadata[b]=2&preferred_locales[0]=en&preferred_locales[1]=de';
    const first = await create(written);
    const again = await create(
      'preferred_locales[]=en&preferred_locales[]=de&metadata%5Bb%5D=2&metadata%5Ba%5D=1&name=Ada+L',
    );
    expect([again.status, again.json.id]).toEqual([200, first.json.id]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    for (const other of [
      written.replace('[0]=en', '[0]=de').replace('[1]=de', '[1]=en'),
      written.replace('metadata[b]=2', 'metadata[b]=3'),
      `${written}&expand[0]=tax_ids`,
      written.replace('&metadata[b]=2', ''),
    ]) {
      expect((await create(other)).json.error?.type).toBe('idempotency_error');
    }
    expect((await world.stripe.customers.list()).data).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test('of a missing object is 404 in the path and 400 in a parameter', async () => {
    expect(await refusal(world.stripe.customers.retrieve('cus_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
    });
    const error = await refusal(
      world.stripe.subscriptions.create({ customer: 'cus_none', items: [{ price: 'price_none' }] }),
    );
    expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'customer' });
  });

  test('names unknown, missing and malformed parameters', async () => {
    const unknown = await send('POST', '/v1/subscriptions', 'customer=cus_x&items[0][usage]=p');
    expect(unknown.json.error).toMatchObject({ code: 'parameter_unknown', param: 'items[0][usage]' });
    const several = await send('POST', '/v1/customers', 'name=Ada&hue=red&shade=dark');
    expect(several.json.error).toMatchObject({
      code: 'parameter_unknown',
      param: 'hue',
      message: 'Received unknown parameters: hue, shade',
    });
    const missing = await send('POST', '/v1/products');
    expect(missing.json.error).toMatchObject({ code: 'parameter_missing', param: 'name' });
    const malformed = await send('GET', '/v1/customers?limit=ten');
    expect(malformed.json.error).toMatchObject({ code: 'parameter_invalid_integer', param: 'limit' });
    expect((await send('GET', '/v1/customers?limit=101')).status).toBe(400);
    expect((await send('POST', '/v1/customers', '%E0%A4%A')).status).toBe(400);
  });

  test('without a key is 401', async () => {
    const response = await send('GET', '/v1/customers', '', { authorization: '' });
    expect(response.status).toBe(401);
    expect((await send('GET', '/v1/customers', '', { authorization: 'Bearer sk_live_1' })).status).toBe(401);
  });

  test('with a publishable key is 403; a restricted one is a secret key', async () => {
    const { status, json } = await send('GET', '/v1/customers', '', { authorization: 'Bearer pk_test_1' });
    expect(status).toBe(403);
    expect(json.error).toMatchObject({ type: 'invalid_request_error', code: 'secret_key_required' });
    expect((await send('GET', '/v1/customers', '', { authorization: 'Bearer rk_test_1' })).status).toBe(200);
  });

  test('of JSON tells of the content type that is due', async () => {
    const headers = { 'content-type': 'application/json' };
    const { status, json } = await send('POST', '/v1/customers', '{"name":"Ada"}', headers);
    expect(status).toBe(400);
    expect(json.error?.message).toContain('application/x-www-form-urlencoded');
  });

  test('carries a request id and Stripe’s version', async () => {
    const { headers } = await send('GET', '/v1/customers/cus_none', '', {
      'stripe-version': '2026-10-28.endive',
    });
    expect(headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(headers.get('stripe-version')).toBe('2026-10-28.endive');
  });
});

test('25 customers page by 10 in both directions, newest first', async () => {
  const made: string[] = [];
  for (let index = 0; index < 25; index += 1)
    made.unshift((await world.stripe.customers.create({ name: `No ${index}` })).id);
  const seen: string[] = [];
  for await (const customer of world.stripe.customers.list({ limit: 10 })) seen.push(customer.id);
  expect(seen).toEqual(made);
  const before = await world.stripe.customers.list({ limit: 10, ending_before: made[20] ?? '' });
  expect(before.data.map((customer) => customer.id)).toEqual(made.slice(10, 20));
  expect(before.has_more).toBe(true);
});

test('tiers and currencies of a price are shown when expanded, to twelve places', async () => {
  const meter = await createMeter(world.stripe);
  const price = await createTieredPrice(world.stripe, {
    meter: meter.id,
    tiers: [
      [50_000_000_000, '0'],
      ['inf', '0.000000009001'],
    ],
  });
  expect(price.tiers).toBeUndefined();
  const expanded = await world.stripe.prices.retrieve(price.id, { expand: ['tiers'] });
  expect(expanded.tiers?.map((tier) => String(tier.unit_amount_decimal))).toEqual(['0', '0.000000009001']);
});

test('metadata is merged, single keys and all of it can be unset', async () => {
  const customer = await world.stripe.customers.create({ metadata: { a: '1', b: '2' } });
  const merged = await world.stripe.customers.update(customer.id, { metadata: { b: '', c: '3' } });
  expect(merged.metadata).toEqual({ a: '1', c: '3' });
  expect((await world.stripe.customers.update(customer.id, { metadata: '' })).metadata).toEqual({});
});

test('a lookup key belongs to one price until it is transferred', async () => {
  const { stripe } = world;
  const params = {
    currency: 'usd',
    unit_amount: 100,
    lookup_key: 'starter',
    product_data: { name: 'Starter' },
  };
  const first = await stripe.prices.create(params);
  expect(await refusal(stripe.prices.create(params))).toMatchObject({ param: 'lookup_key' });
  const second = await stripe.prices.create({ ...params, transfer_lookup_key: true });
  expect((await stripe.prices.list({ lookup_keys: ['starter'] })).data.map((price) => price.id)).toEqual([
    second.id,
  ]);
  expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
});

test('another version of the API is refused, naming the one that is spoken', async () => {
  const { status, json } = await send('GET', '/v1/customers', '', { 'stripe-version': '2020-08-27' });
  expect(status).toBe(400);
  expect(json.error?.message).toContain('2026-10-28.endive');
});

describe('names that an object inherits', () => {
  test('cannot be expanded', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'data.__proto__']) {
      const { status, json } = await send('POST', `/v1/customers?expand[]=${name}`);
      expect([status, json.error?.message]).toEqual([400, `This property cannot be expanded (${name}).`]);
    }
    expect((await world.stripe.customers.list()).data).toEqual([]);
  });

  test('are keys of metadata like any other', async () => {
    const { status, json } = await send(
      'POST',
      '/v1/customers',
      'metadata[__proto__]=a&metadata[constructor]=b',
    );
    expect(status).toBe(200);
    const { metadata } = json as unknown as { metadata: Record<string, string> };
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

test('metadata is a hash, not an array', async () => {
  const { status, json } = await send('POST', '/v1/customers', 'metadata[]=1');
  expect([status, json.error?.message, json.error?.param]).toEqual([400, 'Invalid hash', 'metadata']);
});

test.each(['a/b', 'a b', 'a?b', 'a#b', '.', '..', 'search'])(
  'an id of one’s own is refused where no address could hold it: %s',
  async (id) => {
    const { stripe } = world;
    expect(await refusal(stripe.coupons.create({ id, percent_off: 10 }))).toMatchObject({ param: 'id' });
    expect(await refusal(stripe.products.create({ id, name: 'Growth' }))).toMatchObject({ param: 'id' });
  },
);
