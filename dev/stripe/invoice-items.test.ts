import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A draft with one item of $10.00 on it, and a price of $2.50 for once. */
async function arrange() {
  const { stripe } = world;
  const customer = (await createCustomer(stripe, { address: { country: 'DE' } })).id;
  const product = (await stripe.products.create({ name: 'Setup' })).id;
  const price = (await stripe.prices.create({ product, currency: 'usd', unit_amount: 250 })).id;
  const invoice = String((await stripe.invoices.create({ customer })).id);
  const item = await stripe.invoiceItems.create({ customer, invoice, amount: 1_000, description: 'Work' });
  const total = async () => (await stripe.invoices.retrieve(invoice)).total;
  return { stripe, customer, product, price, invoice, item: item.id, total };
}

test('what is done to an item of a draft is announced of the draft too, with what its amounts were', async () => {
  const { stripe, customer, invoice, item } = await arrange();
  const updates = async () => (await stripe.events.list({ type: 'invoice.updated' })).data.reverse();
  const [added] = await updates();
  expect(added?.data).toMatchObject({ object: { id: invoice, status: 'draft', total: 1_000 } });
  expect(added?.data.previous_attributes).toEqual({
    amount_due: 0,
    amount_remaining: 0,
    lines: { data: [] },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    total: 0,
    total_excluding_tax: 0,
  });
  await stripe.invoiceItems.update(item, { amount: 250 });
  await stripe.invoiceItems.update(item, { amount: 250 });
  await stripe.invoiceItems.del(item);
  await stripe.invoiceItems.create({ customer, amount: 70 });
  expect((await updates()).slice(1)).toMatchObject([
    { data: { object: { total: 250 }, previous_attributes: { total: 1_000 } } },
    { data: { object: { total: 0 }, previous_attributes: { total: 250 } } },
  ]);
});

test('items that a new invoice takes along are announced with it, and not of their own', async () => {
  const { stripe, customer, invoice } = await arrange();
  await stripe.invoices.del(invoice);
  await stripe.invoiceItems.create({ customer, amount: 70 });
  const { id: price } = await createFlatPrice(stripe, { amount: 9_900 });
  await stripe.invoices.createPreview({
    customer,
    invoice_items: [{ amount: 5, currency: 'usd' }],
    subscription_details: { items: [{ price }] },
  });
  await world.standIn.runDue();
  const before = world.standIn.eventTypes().length;
  await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  await world.standIn.runDue();
  expect(world.standIn.eventTypes().slice(before)).toEqual(['invoice.created']);
});

test('an item is moved to another price, and its draft follows: 3 × $2.50 = $7.50', async () => {
  const { stripe, price, product, item, total } = await arrange();
  const moved = await stripe.invoiceItems.update(item, { pricing: { price }, quantity: 3 });
  expect(moved).toMatchObject({
    amount: 750,
    quantity: 3,
    description: 'Work',
    pricing: { price_details: { price, product } },
  });
  expect(String(moved.pricing?.unit_amount_decimal)).toBe('250');
  expect(await total()).toBe(750);
});

test('an item gets a price of its own by price_data, 3 × $1.005 = $3.02; an amount makes it one of one', async () => {
  const { stripe, product, item, total } = await arrange();
  const data = { currency: 'usd', product, unit_amount_decimal: Stripe.Decimal.from('100.5') };
  const priced = await stripe.invoiceItems.update(item, { price_data: data, quantity: 3 });
  expect(priced).toMatchObject({ amount: 302, pricing: { price_details: { product } } });
  expect(await stripe.invoiceItems.update(item, { amount: 40 })).toMatchObject({ amount: 40, quantity: 1 });
  expect(await total()).toBe(40);
});

test('an item is discounted later, and its discount taken off again: $10.00 − 25% = $7.50', async () => {
  const { stripe, item, total } = await arrange();
  const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: 'once' });
  const { discounts } = await stripe.invoiceItems.update(item, { discounts: [{ coupon }] });
  expect([discounts?.length, await total()]).toEqual([1, 750]);
  const kept = [{ discount: String(discounts?.[0]) }];
  expect(await stripe.invoiceItems.update(item, { discounts: kept })).toMatchObject({ discounts });
  expect(await stripe.coupons.retrieve(coupon)).toMatchObject({ times_redeemed: 1 });
  expect(await stripe.invoiceItems.update(item, { discounts: '' })).toMatchObject({ discounts: [] });
  expect(await total()).toBe(1_000);
});

test('what does not fit an item is refused, and leaves it as it was', async () => {
  const { stripe, customer, price, item, total } = await arrange();
  const { id: recurring } = await createFlatPrice(stripe, { amount: 900 });
  const { id: euro } = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 250,
    product_data: { name: 'Euro' },
  });
  const refused = await Promise.all([
    refusal(stripe.invoiceItems.update(item, { pricing: { price: recurring } })),
    refusal(stripe.invoiceItems.update(item, { pricing: { price: euro } })),
    refusal(stripe.invoiceItems.update(item, { pricing: { price }, amount: 5 })),
    refusal(stripe.invoiceItems.update(item, { tax_behavior: 'inclusive' })),
    refusal(stripe.invoiceItems.create({ customer, pricing: { price }, tax_behavior: 'inclusive' })),
  ]);
  expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
    [400, 'pricing[price]'],
    [400, 'pricing[price]'],
    [400, 'amount'],
    [400, 'tax_behavior'],
    [400, 'tax_behavior'],
  ]);
  expect(await total()).toBe(1_000);
});

test.each([
  ['its amount', (_product: string) => ({ amount: 1_190, tax_behavior: 'inclusive' as const })],
  [
    'its price',
    (product: string) => ({
      price_data: { currency: 'usd', product, unit_amount: 1_190, tax_behavior: 'inclusive' as const },
    }),
  ],
])(
  'an item whose tax is in %s already stays at it: $11.90 has $1.90 of German tax in it',
  async (_, given) => {
    const { stripe, customer, product } = await arrange();
    const { id } = await stripe.invoices.create({ customer, automatic_tax: { enabled: true } });
    await stripe.invoiceItems.create({ customer, invoice: String(id), ...given(product) });
    expect(await stripe.invoices.retrieve(String(id))).toMatchObject({
      total: 1_190,
      total_excluding_tax: 1_000,
      total_taxes: [{ amount: 190, tax_behavior: 'inclusive' }],
    });
  },
);

test('one-time items of a subscription are discounted and taxed as they are given: $11.90 − 50% with tax in it', async () => {
  const { stripe, customer, product } = await arrange();
  const { id: price } = await createFlatPrice(stripe, { amount: 1_000 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const price_data = { currency: 'usd', product, unit_amount: 1_190, tax_behavior: 'inclusive' as const };
  const { latest_invoice: invoice } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    add_invoice_items: [{ price_data, discounts: [{ coupon }] }],
    automatic_tax: { enabled: true },
    expand: ['latest_invoice'],
  });
  // $10.00 + 19% = $11.90, and $5.95 of which $0.95 is tax.
  expect(invoice).toMatchObject({ subtotal: 2_190, total: 1_785, total_excluding_tax: 1_500 });
});

test('a discount that is wrong is named where it was given: of an item, or of a one-time item', async () => {
  const { stripe, customer, price: once } = await arrange();
  const { id: price } = await createFlatPrice(stripe, { amount: 1_000 });
  const redeem_by = world.seconds() + 60;
  const { id: late } = await stripe.coupons.create({ percent_off: 5, duration: 'once', redeem_by });
  await world.advanceTo('2026-01-15T00:01:01Z');
  const ofItem = (discounts: Stripe.SubscriptionCreateParams.Item.Discount[]) =>
    stripe.subscriptions.create({ customer, items: [{ price, discounts }] });
  const ofOnce = (discounts: Stripe.SubscriptionCreateParams.Item.Discount[]) =>
    stripe.subscriptions.create({
      customer,
      items: [{ price }],
      add_invoice_items: [{ price: once }, { price: once, discounts }],
    });
  for (const [make, path] of [
    [ofItem, 'items[0][discounts]'],
    [ofOnce, 'add_invoice_items[1][discounts]'],
  ] as const) {
    expect(await refusal(make([{ coupon: 'none' }]))).toMatchObject({ param: `${path}[0][coupon]` });
    expect(await refusal(make([{ discount: 'di_none' }]))).toMatchObject({ param: `${path}[0][discount]` });
    const expired = { code: 'coupon_expired', param: `${path}[0][coupon]` };
    expect(await refusal(make([{ coupon: late }]))).toMatchObject(expired);
  }
});
