import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const TOO_LARGE = { statusCode: 400, code: 'amount_too_large' };

test('no amount has more than twelve digits, of a price, an item, a line or a balance', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  expect(await refusal(createFlatPrice(stripe, { amount: 999_999_999_999_999 }))).toMatchObject({
    ...TOO_LARGE,
    param: 'unit_amount',
  });
  const { id: price } = await createFlatPrice(stripe, { amount: 999_999_999_999 });
  const items = [{ price, quantity: 99_999_999_999 }];
  const refused = await Promise.all([
    refusal(stripe.subscriptions.create({ customer: customer.id, items })),
    refusal(stripe.invoices.createPreview({ customer: customer.id, subscription_details: { items } })),
    refusal(
      stripe.invoiceItems.create({ customer: customer.id, amount: 1_000_000_000_000, currency: 'usd' }),
    ),
    refusal(
      stripe.customers.createBalanceTransaction(customer.id, { amount: -1_000_000_000_000, currency: 'usd' }),
    ),
  ]);
  expect(refused.map(({ statusCode, code }) => ({ statusCode, code }))).toEqual(Array(4).fill(TOO_LARGE));
});

test('a balance and what a coupon takes off are held to them too, each under its own name', async () => {
  const { stripe } = world;
  const most = 999_999_999_999;
  const { id } = await stripe.customers.create({ balance: -most });
  const refused = await Promise.all([
    refusal(stripe.customers.create({ balance: most + 1 })),
    refusal(stripe.customers.update(id, { balance: -most - 1 })),
    refusal(stripe.coupons.create({ amount_off: most + 1, currency: 'usd' })),
    refusal(
      stripe.coupons.create({
        amount_off: most,
        currency: 'usd',
        currency_options: { eur: { amount_off: most + 1 } },
      }),
    ),
  ]);
  expect(refused.map(({ code, param }) => [code, param])).toEqual([
    ['amount_too_large', 'balance'],
    ['amount_too_large', 'balance'],
    ['amount_too_large', 'amount_off'],
    ['amount_too_large', 'currency_options[eur][amount_off]'],
  ]);
  expect(await stripe.customers.update(id, { balance: most })).toMatchObject({ balance: most });
  expect((await stripe.coupons.list()).data).toEqual([]);
});

test('nor has what becomes of an item: its quantity × its unit amount, its change, the total it is added to', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const most = 999_999_999_999;
  const item = (given: Omit<Stripe.InvoiceItemCreateParams, 'customer'>) =>
    stripe.invoiceItems.create({ customer, currency: 'usd', ...given });
  const unit = Stripe.Decimal.from('2');
  expect(await refusal(item({ quantity: most, unit_amount_decimal: unit }))).toMatchObject(TOO_LARGE);
  const { id: pending } = await item({ amount: 100 });
  expect(await refusal(stripe.invoiceItems.update(pending, { amount: most + 1 }))).toMatchObject(TOO_LARGE);
  const invoice = String((await stripe.invoices.create({ customer })).id);
  await item({ invoice, amount: most });
  expect(await refusal(item({ invoice, amount: 1 }))).toMatchObject(TOO_LARGE);
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ total: most });
});

test('an invoice collects at most $999,999.99: one cent more cannot be finalized, and stays a draft that says so', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const invoiceOf = async (amount: number, given: Stripe.InvoiceCreateParams = {}) => {
    const { id } = await stripe.invoices.create({ customer: customer.id, ...given });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: String(id), amount, currency: 'usd' });
    return String(id);
  };
  expect(await stripe.invoices.pay(await invoiceOf(99_999_999))).toMatchObject({
    status: 'paid',
    amount_paid: 99_999_999,
  });
  const sent = { collection_method: 'send_invoice', days_until_due: 5 } as const;
  for (const [collect, given] of [
    [(id: string) => stripe.invoices.finalizeInvoice(id), {}],
    [(id: string) => stripe.invoices.pay(id), {}],
    [(id: string) => stripe.invoices.sendInvoice(id), sent],
  ] as const) {
    const tooMuch = await invoiceOf(100_000_000, given);
    expect(await refusal(collect(tooMuch))).toMatchObject({
      ...TOO_LARGE,
      message: 'Amount must be no more than $999,999.99 usd',
    });
    expect(await stripe.invoices.retrieve(tooMuch)).toMatchObject({
      status: 'draft',
      last_finalization_error: { code: 'amount_too_large' },
    });
  }
});

test('a change that is charged at once and is too large is refused whole', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: small } = await createFlatPrice(stripe, { amount: 1_000 });
  const { id: large } = await createFlatPrice(stripe, { amount: 200_000_000 });
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: small }] });
  const change = stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id ?? '', price: large }],
    proration_behavior: 'always_invoice',
  });
  expect(await refusal(change)).toMatchObject(TOO_LARGE);
  const after = await stripe.subscriptions.retrieve(subscription.id);
  expect(after.items.data.map((item) => item.price.id)).toEqual([small]);
  expect((await stripe.invoices.list({ customer })).data).toHaveLength(1);
});

test('a subscription whose first invoice is too large is refused whole', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 100_000_000 });
  const call = stripe.subscriptions.create({ customer: customer.id, items: [{ price }] });
  expect(await refusal(call)).toMatchObject(TOO_LARGE);
  expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
});

test('a renewal that is too large waits as a draft whose finalization failed', async () => {
  const { stripe, standIn } = world;
  const customer = await createCustomer(stripe);
  const meter = await createMeter(stripe);
  const { id: price } = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '100']] });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price }] });
  await stripe.billing.meterEvents.create({
    event_name: 'impressions',
    payload: { stripe_customer_id: customer.id, value: '1000001' },
  });
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
  expect(invoice).toMatchObject({ status: 'draft', total: 100_000_100 });
  expect(standIn.eventTypes()).toContain('invoice.finalization_failed');
});
