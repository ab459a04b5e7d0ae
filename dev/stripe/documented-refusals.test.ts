import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'x']));
const seconds = (iso: string) => Date.parse(iso) / 1000;

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

describe('an amount', () => {
  test.each([
    [0, 'usd', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
    [-5, 'usd', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
    [10.5, 'usd', 'parameter_invalid_integer', 'Invalid integer: 10.5'],
    [49, 'usd', 'amount_too_small', 'Amount must be at least $0.50 usd'],
    [49, 'jpy', 'amount_too_small', 'Amount must be at least ¥50 jpy'],
    [100_000_000, 'usd', 'amount_too_large', 'Amount must be no more than $999,999.99 usd'],
  ])('of %d %s cannot be charged: %s', async (amount, currency, code, message) => {
    const error = await refusal(world.stripe.paymentIntents.create({ amount, currency }));
    expect(error).toMatchObject({ statusCode: 400, param: 'amount', code, message });
  });

  test('below zero is none that a price may have', async () => {
    const error = await refusal(
      world.stripe.prices.create({ currency: 'usd', unit_amount: -1, product_data: { name: 'Growth' } }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'unit_amount' });
  });

  test('must be named on an invoice item', async () => {
    const customer = await createCustomer(world.stripe);
    expect(await refusal(world.stripe.invoiceItems.create({ customer: customer.id }))).toMatchObject({
      code: 'parameter_missing',
      param: 'amount',
    });
  });
});

test('an empty string is an attempt to unset, which most parameters do not allow', async () => {
  const { stripe } = world;
  const refused = await Promise.all([
    refusal(stripe.products.create({ name: '' })),
    refusal(stripe.subscriptions.create({ customer: '', items: [{ price: 'price_none' }] })),
    refusal(stripe.invoices.list({ status: '' as never })),
  ]);
  expect(refused.map(({ code, param }) => [code, param])).toEqual([
    ['parameter_invalid_empty', 'name'],
    ['parameter_invalid_empty', 'customer'],
    ['parameter_invalid_empty', 'status'],
  ]);
  expect(refused[0]?.message).toMatch(/^You passed an empty string for 'name'\./);
});

test('an enumeration names what it knows', async () => {
  const error = await refusal(world.stripe.customers.create({ tax_exempt: 'maybe' as never }));
  expect(error).toMatchObject({
    param: 'tax_exempt',
    message: 'Invalid tax_exempt: must be one of none, exempt, or reverse',
  });
});

describe('raw card data', () => {
  const card = (change: Partial<Stripe.PaymentMethodCreateParams.Card>) =>
    refusal(
      world.stripe.paymentMethods.create({
        type: 'card',
        card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123', ...change },
      }),
    );

  test.each([
    ['a month of 13', { exp_month: 13 }, 'invalid_expiry_month', 'exp_month'],
    ['a month of 0', { exp_month: 0 }, 'invalid_expiry_month', 'exp_month'],
    ['a year that is over', { exp_year: 2025 }, 'invalid_expiry_year', 'exp_year'],
    ['a code of two digits', { cvc: '99' }, 'invalid_cvc', 'cvc'],
    ['a number that fails the Luhn check', { number: '4242424242424241' }, 'incorrect_number', 'number'],
  ])('with %s is refused', async (_case, change, code, param) => {
    expect(await card(change)).toMatchObject({ statusCode: 402, type: 'StripeCardError', code, param });
  });

  test('with a month of this year that is over is refused; the present month is not', async () => {
    await world.advanceTo('2026-03-01T00:00:00Z');
    expect(await card({ exp_month: 2, exp_year: 2026 })).toMatchObject({
      statusCode: 402,
      code: 'invalid_expiry_month',
      param: 'exp_month',
    });
    const method = await world.stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4242424242424242', exp_month: 3, exp_year: 2026, cvc: '123' },
    });
    expect(method.card).toMatchObject({ exp_month: 3, exp_year: 2026 });
  });

  test('of a card that is no test card is declined', async () => {
    expect(await card({ number: '4111111111111111' })).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'test_mode_live_card',
    });
  });

  test('of a test card are that card, a year of two digits being one of this century', async () => {
    const method = await world.stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4242 4242 4242 4242', exp_month: 1, exp_year: 34, cvc: '123' },
    });
    expect(method.card).toMatchObject({ last4: '4242', exp_month: 1, exp_year: 2034 });
  });
});

describe('terms', () => {
  test('days until due belong to invoices that are sent', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: price } = await createFlatPrice(stripe, { amount: 100 });
    const items = [{ price }];
    const refused = await Promise.all([
      refusal(stripe.subscriptions.create({ customer, items, days_until_due: 10 })),
      refusal(stripe.subscriptions.create({ customer, items, collection_method: 'send_invoice' })),
      refusal(stripe.invoices.create({ customer, due_date: seconds('2026-03-01') })),
      refusal(
        stripe.invoices.create({
          customer,
          collection_method: 'send_invoice',
          due_date: seconds('2026-01-14'),
        }),
      ),
    ]);
    expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
      [400, 'days_until_due'],
      [400, 'days_until_due'],
      [400, 'due_date'],
      [400, 'due_date'],
    ]);
  });

  test('no time lies beyond the year 9999, and the pages show what is as late', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: price } = await createFlatPrice(stripe, { amount: 100 });
    const never = 99_999_999_999_999;
    const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const sent = { customer, collection_method: 'send_invoice' } as const;
    const refused = await Promise.all([
      refusal(stripe.subscriptions.create({ customer, items: [{ price }], cancel_at: never })),
      refusal(stripe.subscriptions.update(subscription, { cancel_at: 253_402_300_800 })),
      refusal(stripe.invoices.create({ ...sent, due_date: never })),
      refusal(stripe.invoices.create({ ...sent, days_until_due: 999_999_999 })),
      refusal(
        stripe.coupons.create({ percent_off: 1, duration: 'repeating', duration_in_months: 999_999_999 }),
      ),
    ]);
    expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
      [400, 'cancel_at'],
      [400, 'cancel_at'],
      [400, 'due_date'],
      [400, 'days_until_due'],
      [400, 'duration_in_months'],
    ]);
    await stripe.subscriptions.update(subscription, { cancel_at: 253_402_300_799 });
    const page = await fetch(`${world.standIn.url}/_dashboard/customers/${customer}`);
    expect(await page.text()).toContain('9999-12-31 23:59 UTC');
  });

  test('a trial is at most two years, the interval of a price three', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: price } = await createFlatPrice(stripe, { amount: 100 });
    const items = [{ price }];
    expect(
      await refusal(stripe.subscriptions.create({ customer, items, trial_end: seconds('2028-01-16') })),
    ).toMatchObject({ statusCode: 400, param: 'trial_end' });
    expect(
      await refusal(stripe.subscriptions.create({ customer, items, trial_period_days: 800 })),
    ).toMatchObject({ statusCode: 400, param: 'trial_period_days' });
    const every = (interval: 'month' | 'week', interval_count: number) =>
      stripe.prices.create({
        currency: 'usd',
        unit_amount: 100,
        recurring: { interval, interval_count },
        product_data: { name: 'Growth' },
      });
    const trial = stripe.prices.create({
      currency: 'usd',
      unit_amount: 100,
      recurring: { interval: 'month', trial_period_days: 731 },
      product_data: { name: 'Growth' },
    });
    expect(await refusal(trial)).toMatchObject({ param: 'recurring[trial_period_days]' });
    expect((await every('month', 36)).recurring?.interval_count).toBe(36);
    expect(await refusal(every('month', 37))).toMatchObject({ param: 'recurring[interval_count]' });
    expect(await refusal(every('week', 157))).toMatchObject({ param: 'recurring[interval_count]' });
  });

  test('a coupon is redeemed until its last day, no longer', async () => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: price } = await createFlatPrice(stripe, { amount: 1_000 });
    const coupon = await stripe.coupons.create({ percent_off: 10, redeem_by: seconds('2026-01-20') });
    const subscribe = () =>
      stripe.subscriptions.create({ customer, items: [{ price }], discounts: [{ coupon: coupon.id }] });
    await world.advanceTo('2026-01-20T00:00:00Z');
    await subscribe();
    await world.advanceTo('2026-01-20T00:00:01Z');
    expect((await stripe.coupons.retrieve(coupon.id)).valid).toBe(false);
    expect(await refusal(subscribe())).toMatchObject({ statusCode: 400, code: 'coupon_expired' });
    expect(
      await refusal(stripe.coupons.create({ percent_off: 10, redeem_by: seconds('2026-01-20') })),
    ).toMatchObject({ param: 'redeem_by' });
  });

  test('a percentage is at most 100, and takes something off', async () => {
    const { stripe } = world;
    const param = 'percent_off';
    expect(await refusal(stripe.coupons.create({ percent_off: 101 }))).toMatchObject({
      statusCode: 400,
      param,
      message: 'This value must be less than or equal to 100.',
    });
    expect(await refusal(stripe.coupons.create({ percent_off: 0 }))).toMatchObject({
      statusCode: 400,
      param,
      message: 'This value must be greater than 0.',
    });
    expect(await refusal(stripe.coupons.create({ percent_off: 'half' as never }))).toMatchObject({
      statusCode: 400,
      param,
      message: 'Invalid decimal: half',
    });
    const taxRate = (percentage: number) =>
      refusal(stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive: false }));
    expect(await taxRate(100.5)).toMatchObject({
      statusCode: 400,
      param: 'percentage',
      message: 'This value must be less than or equal to 100.',
    });
    expect(await taxRate(-1)).toMatchObject({ message: 'This value must be greater than or equal to 0.' });
  });

  test('a price is exact to twelve places, and told so', async () => {
    const call = world.stripe.rawRequest('POST', '/v1/prices', {
      currency: 'usd',
      unit_amount_decimal: '0.1234567890123',
      product_data: { name: 'Growth' },
    });
    expect((await refusal(call)).message).toBe(
      'Invalid decimal: 0.1234567890123; must contain at maximum 12 decimal places.',
    );
  });
});

test('a product of a taken id is refused, also when a price brings it', async () => {
  const { stripe } = world;
  await stripe.products.create({ id: 'growth', name: 'Growth' });
  const refused = await Promise.all([
    refusal(stripe.products.create({ id: 'growth', name: 'Other' })),
    refusal(
      stripe.prices.create({
        currency: 'usd',
        unit_amount: 1,
        product_data: { id: 'growth', name: 'Other' },
      }),
    ),
  ]);
  expect(refused.map(({ code }) => code)).toEqual(['resource_already_exists', 'resource_already_exists']);
  expect((await stripe.products.retrieve('growth')).name).toBe('Growth');
});
