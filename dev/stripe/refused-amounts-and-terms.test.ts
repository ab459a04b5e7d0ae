import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const seconds = (iso: string) => Date.parse(iso) / 1000;

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
