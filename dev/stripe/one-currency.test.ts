import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

const MIXED = /^You cannot combine currencies on a single customer\..*currency usd$/;

/** A customer billed in dollars, who has a credit of $5.00. */
async function dollarCustomer(): Promise<string> {
  const { id } = await createCustomer(world.stripe);
  await world.stripe.customers.createBalanceTransaction(id, { amount: -500, currency: 'usd' });
  return id;
}

/** A monthly price of $10.00 or €9.00. */
function twoCurrencyPrice() {
  return world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 1_000,
    currency_options: { eur: { unit_amount: 900 } },
    recurring: { interval: 'month' },
    product_data: { name: 'Growth' },
  });
}

test('a subscription in a second currency is refused, so that a credit of $5.00 never pays €5.00', async () => {
  const { stripe } = world;
  const customer = await dollarCustomer();
  const { id: price } = await twoCurrencyPrice();
  const euro = stripe.subscriptions.create({ customer, items: [{ price }], currency: 'eur' });
  expect(await refusal(euro)).toMatchObject({
    statusCode: 400,
    param: 'currency',
    message: expect.stringMatching(MIXED),
  });
  const { id: euroOnly } = await createFlatPrice(stripe, { amount: 900, currency: 'eur' });
  expect(
    await refusal(stripe.subscriptions.create({ customer, items: [{ price: euroOnly }] })),
  ).toMatchObject({
    statusCode: 400,
    param: 'items[0][price]',
  });
  const { latest_invoice: invoice } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    expand: ['latest_invoice'],
  });
  expect(invoice).toMatchObject({ currency: 'usd', total: 1_000, amount_due: 500 });
});

test('a preview is refused as the real thing is', async () => {
  const { stripe } = world;
  const customer = await dollarCustomer();
  const { id: price } = await twoCurrencyPrice();
  const details = { items: [{ price }] };
  expect(
    await refusal(
      stripe.invoices.createPreview({ customer, currency: 'eur', subscription_details: details }),
    ),
  ).toMatchObject({ statusCode: 400, param: 'currency', message: expect.stringMatching(MIXED) });
  const { id: subscription } = await stripe.subscriptions.create({ customer, ...details });
  expect(await refusal(stripe.invoices.createPreview({ subscription, currency: 'eur' }))).toMatchObject({
    statusCode: 400,
    param: 'currency',
  });
});

test('the items of a preview are in the currency of what is previewed: €9.00 + €1.00 = €10.00', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 900, currency: 'eur' });
  const preview = await stripe.invoices.createPreview({
    customer,
    subscription_details: { items: [{ price }] },
    invoice_items: [{ amount: 100, description: 'Setup' }],
  });
  expect(preview).toMatchObject({ currency: 'eur', total: 1_000 });
  expect((await stripe.customers.retrieve(customer)) as unknown).toMatchObject({ currency: null });
});

test('the first invoice item fixes the currency, as does a subscription that bills nothing yet', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  await stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd' });
  expect((await stripe.customers.retrieve(customer)) as unknown).toMatchObject({ currency: 'usd' });
  expect(await refusal(stripe.invoiceItems.create({ customer, amount: 100, currency: 'eur' }))).toMatchObject(
    { statusCode: 400, param: 'currency', message: expect.stringMatching(MIXED) },
  );
  const { id: metered } = await createCustomer(stripe);
  const meter = await createMeter(stripe);
  const price = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '1']] });
  await stripe.subscriptions.create({ customer: metered, items: [{ price: price.id }] });
  expect((await stripe.customers.retrieve(metered)) as unknown).toMatchObject({ currency: 'usd' });
});

test('an item goes onto no invoice of another customer, whatever its currency', async () => {
  const { stripe } = world;
  const [ada, grace] = [await createCustomer(stripe), await createCustomer(stripe)];
  const invoice = String((await stripe.invoices.create({ customer: ada.id, currency: 'usd' })).id);
  for (const currency of ['usd', 'eur']) {
    const item = stripe.invoiceItems.create({ customer: grace.id, invoice, amount: 100, currency });
    expect(await refusal(item)).toMatchObject({ statusCode: 400, param: 'invoice' });
  }
  expect((await stripe.invoices.retrieve(invoice)).lines.data).toEqual([]);
  expect((await stripe.customers.retrieve(grace.id)) as unknown).toMatchObject({ currency: null });
});

test('a one-time price without the subscription’s currency is refused, where it would be billed at nothing', async () => {
  const { stripe } = world;
  const customer = await dollarCustomer();
  const { id: price } = await twoCurrencyPrice();
  const { id: once } = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 5_000,
    product_data: { name: 'Setup' },
  });
  const refused = await Promise.all([
    refusal(
      stripe.subscriptions.create({ customer, items: [{ price }], add_invoice_items: [{ price: once }] }),
    ),
    refusal(stripe.invoiceItems.create({ customer, currency: 'usd', pricing: { price: once } })),
  ]);
  expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
    [400, 'add_invoice_items[0][price]'],
    [400, 'pricing[price]'],
  ]);
});
