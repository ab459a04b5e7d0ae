import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'x']));

describe('an e-mail address', () => {
  test.each(['nobody', 'ada@example', ' ada@example.com', 'ada lovelace@example.com', 'ada@.example.com'])(
    '“%s” is refused as email_invalid',
    async (email) => {
      const error = await refusal(world.stripe.customers.create({ email }));
      expect(error).toMatchObject({
        statusCode: 400,
        type: 'StripeInvalidRequestError',
        code: 'email_invalid',
        param: 'email',
        message: `Invalid email address: ${email}`,
        doc_url: 'https://stripe.com/docs/error-codes/email-invalid',
      });
      expect((await world.stripe.customers.list()).data).toEqual([]);
    },
  );

  test('is judged on an update, a payment method and a receipt too, and may be unset', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    const refused = await Promise.all([
      refusal(stripe.customers.update(customer.id, { email: 'nobody' })),
      refusal(
        stripe.paymentMethods.create({
          type: 'card',
          card: { token: 'tok_visa' },
          billing_details: { email: 'nobody' },
        }),
      ),
      refusal(stripe.paymentIntents.create({ amount: 100, currency: 'usd', receipt_email: 'nobody' })),
    ]);
    expect(refused.map(({ code, param }) => [code, param])).toEqual([
      ['email_invalid', 'email'],
      ['email_invalid', 'billing_details[email]'],
      ['email_invalid', 'receipt_email'],
    ]);
    expect((await stripe.customers.update(customer.id, { email: '' })).email).toBeNull();
  });
});

describe('a country', () => {
  test('of a payment method must be one; of a customer it is kept as it was written', async () => {
    const error = await refusal(
      world.stripe.paymentMethods.create({
        type: 'card',
        card: { token: 'tok_visa' },
        billing_details: { address: { country: 'JA' } },
      }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'billing_details[address][country]' });
    expect(error.message).toMatch(
      /^Country 'JA' is unknown\. Try using a 2-character alphanumeric country code/,
    );
    const customer = await world.stripe.customers.create({ address: { country: 'US - United States' } });
    expect(customer.address?.country).toBe('US - United States');
  });

  test.each(['UK', 'EU', 'XK', 'AC', 'SU', 'ZZ'])('is no reserved or private code: %s', async (country) => {
    const rate = (given: string) =>
      world.stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false, country: given });
    expect(await refusal(rate(country))).toMatchObject({ statusCode: 400, param: 'country' });
    expect((await rate('GB')).country).toBe('GB');
  });

  test('that is none leaves automatic tax without a location', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe, { address: { country: 'Germany' } });
    const price = await createFlatPrice(stripe, { amount: 100 });
    const error = await refusal(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        automatic_tax: { enabled: true },
      }),
    );
    expect(error).toMatchObject({ statusCode: 400, code: 'customer_tax_location_invalid' });
  });
});

describe('a currency', () => {
  test('that Stripe does not support is refused wherever it stands', async () => {
    const { stripe } = world;
    const customer = await createCustomer(stripe);
    const product_data = { name: 'Growth' };
    const refused = await Promise.all([
      refusal(stripe.prices.create({ currency: 'zzz', unit_amount: 1, product_data })),
      refusal(
        stripe.prices.create({
          currency: 'usd',
          unit_amount: 1,
          product_data,
          currency_options: { zzz: { unit_amount: 1 } },
        }),
      ),
      refusal(stripe.customers.createBalanceTransaction(customer.id, { amount: 1, currency: 'zzz' })),
      refusal(stripe.coupons.create({ amount_off: 1, currency: 'zzz' })),
    ]);
    expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
      [400, 'currency'],
      [400, 'currency_options'],
      [400, 'currency'],
      [400, 'currency'],
    ]);
    expect(refused[0]?.message).toContain(
      'Invalid currency: zzz. Stripe currently supports these currencies: usd,',
    );
  });

  test('may be written in capitals, and is any of Stripe’s', async () => {
    const price = await world.stripe.prices.create({
      currency: 'THB',
      unit_amount: 1_000,
      product_data: { name: 'Growth' },
      currency_options: { SEK: { unit_amount: 300 } },
    });
    const expanded = await world.stripe.prices.retrieve(price.id, { expand: ['currency_options'] });
    expect(Object.keys(expanded.currency_options ?? {})).toEqual(['thb', 'sek']);
  });

  test('of a balance is the customer’s own', async () => {
    const customer = await createCustomer(world.stripe);
    const { stripe } = world;
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -500, currency: 'usd' });
    const error = await refusal(
      stripe.customers.createBalanceTransaction(customer.id, { amount: -500, currency: 'eur' }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'currency' });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -500 });
  });
});

describe('a webhook endpoint', () => {
  test.each(['not a url', 'example.com/hook', 'ftp://example.com/hook', 'https://'])(
    'at “%s” is refused as url_invalid',
    async (url) => {
      const { stripe } = world;
      const error = await refusal(stripe.webhookEndpoints.create({ url, enabled_events: ['*'] }));
      expect(error).toMatchObject({ statusCode: 400, code: 'url_invalid', param: 'url' });
      const endpoint = await stripe.webhookEndpoints.create({
        url: 'https://example.com/hook',
        enabled_events: ['customer.created'],
      });
      expect(await refusal(stripe.webhookEndpoints.update(endpoint.id, { url }))).toMatchObject({
        code: 'url_invalid',
      });
      await stripe.webhookEndpoints.del(endpoint.id);
    },
  );

  test('does not listen to an event that there is not', async () => {
    const error = await refusal(
      world.stripe.webhookEndpoints.create({
        url: 'https://example.com/hook',
        enabled_events: ['invoice.paid', 'invoice.payed' as never],
      }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'enabled_events[1]' });
  });
});

describe('metadata', () => {
  test('has keys of 40 and values of 500 characters, no brackets, and 50 keys', async () => {
    const { stripe } = world;
    const create = (metadata: Record<string, string>) => refusal(stripe.customers.create({ metadata }));
    const key = 'k'.repeat(41);
    expect(await create({ [key]: 'x' })).toMatchObject({
      param: 'metadata',
      message: `Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: ${key}`,
    });
    const long = await create({ k: 'x'.repeat(501) });
    expect(long.param).toBe('metadata');
    expect(long.message).toMatch(
      /^Metadata values can have up to 500 characters, but you passed in a value that is 501 characters\./,
    );
    expect(await create(keys(51))).toMatchObject({ statusCode: 400, param: 'metadata' });
    const customer = await stripe.customers.create({ metadata: keys(50) });
    expect(await refusal(stripe.customers.update(customer.id, { metadata: { more: 'x' } }))).toMatchObject({
      param: 'metadata',
      message:
        "Metadata can have up to 50 keys, but you've set 51. Email us at support+metadata@stripe.com for more information.",
    });
    const changed = await stripe.customers.update(customer.id, { metadata: { key0: '', more: 'x' } });
    expect(Object.keys(changed.metadata)).toHaveLength(50);
  });

  test('counts a character beyond the sixteenth bit as one, as Stripe does', async () => {
    const metadata = { ['🔑'.repeat(40)]: '🐍'.repeat(500) };
    expect((await world.stripe.customers.create({ metadata })).metadata).toEqual(metadata);
    const more = world.stripe.customers.create({ metadata: { k: '🐍'.repeat(501) } });
    expect((await refusal(more)).message).toContain('a value that is 501 characters.');
  });

  test('of an item is refused where the item has it', async () => {
    const { id: customer } = await createCustomer(world.stripe);
    const { id: price } = await createFlatPrice(world.stripe, { amount: 1_000 });
    const items = [{ price, metadata: { k: 'x'.repeat(501) } }];
    expect(await refusal(world.stripe.subscriptions.create({ customer, items }))).toMatchObject({
      param: 'items[0][metadata]',
    });
  });
});
