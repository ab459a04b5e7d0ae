import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
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

test('the first invoice item fixes the currency, and an item goes onto no invoice in another', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  await stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd' });
  expect((await stripe.customers.retrieve(customer)) as unknown).toMatchObject({ currency: 'usd' });
  expect(await refusal(stripe.invoiceItems.create({ customer, amount: 100, currency: 'eur' }))).toMatchObject(
    { statusCode: 400, param: 'currency', message: expect.stringMatching(MIXED) },
  );
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
