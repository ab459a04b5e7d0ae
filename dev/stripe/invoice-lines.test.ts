import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function draft() {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id } = await stripe.invoices.create({ customer });
  return { customer, id: String(id) };
}

const shown = ({ lines }: Stripe.Invoice) =>
  lines.data.map(({ description, amount }) => [description, amount]);

async function told(): Promise<string[]> {
  const { data } = await world.stripe.events.list({ limit: 100 });
  return data
    .map(({ type }) => type)
    .reverse()
    .filter((type) => type.startsWith('invoice'));
}

test('lines are added together: by an amount, by a price, and an item that waits', async () => {
  const { stripe } = world;
  const { customer, id } = await draft();
  const { id: product } = await stripe.products.create({ name: 'Setup' });
  const { id: price } = await stripe.prices.create({ product, currency: 'usd', unit_amount: 1_500 });
  const waiting = { customer, amount: 400, currency: 'usd', description: 'Waiting' };
  const { id: invoice_item } = await stripe.invoiceItems.create(waiting);
  const before = (await told()).length;
  const invoice = await stripe.invoices.addLines(id, {
    lines: [
      { amount: 7_500, description: 'Work', metadata: { job: '7' } },
      { pricing: { price }, quantity: 2 },
      { invoice_item, description: 'Waited' },
    ],
    invoice_metadata: { order: '9' },
  });
  // By when they were made, as all items of an invoice.
  expect(shown(invoice)).toEqual([
    ['Waited', 400],
    ['Work', 7_500],
    ['Setup', 3_000],
  ]);
  expect(invoice).toMatchObject({ total: 10_900, metadata: { order: '9' } });
  expect((await told()).slice(before)).toEqual([
    'invoiceitem.created',
    'invoiceitem.created',
    'invoice.updated',
  ]);
  const again = stripe.invoices.addLines(id, { lines: [{ invoice_item }] });
  expect(await refusal(again)).toMatchObject({ param: 'lines[0][invoice_item]' });
});

test('lines are changed and removed by their ids; what was taken off waits for another invoice', async () => {
  const { stripe } = world;
  const { customer, id } = await draft();
  const lines = ['a', 'b', 'c'].map((description, index) => ({ description, amount: 100 * (index + 1) }));
  const [a = '', b = '', c = ''] = (await stripe.invoices.addLines(id, { lines })).lines.data.map(
    (line) => line.id,
  );
  const changed = await stripe.invoices.updateLines(id, {
    lines: [
      { id: a, amount: 150 },
      { id: b, description: 'B' },
    ],
  });
  expect(shown(changed)).toEqual([
    ['a', 150],
    ['B', 200],
    ['c', 300],
  ]);
  expect(await stripe.invoices.updateLineItem(id, c, { quantity: 3 })).toMatchObject({ id: c, amount: 900 });
  const left = await stripe.invoices.removeLines(id, {
    lines: [
      { id: a, behavior: 'delete' },
      { id: c, behavior: 'unassign' },
    ],
  });
  expect(shown(left)).toEqual([['B', 200]]);
  const { data } = await stripe.invoiceItems.list({ customer, pending: true });
  expect(data.map(({ amount }) => amount)).toEqual([900]);
});

test('what names no line of it, or finds it finalized, changes nothing', async () => {
  const { stripe } = world;
  const { id } = await draft();
  const { lines } = await stripe.invoices.addLines(id, { lines: [{ amount: 100 }] });
  const line = String(lines.data[0]?.id);
  const remove = (line: string) => ({ id: line, behavior: 'delete' as const });
  const both = stripe.invoices.removeLines(id, { lines: [remove(line), remove('il_none')] });
  expect(await refusal(both)).toMatchObject({ code: 'resource_missing', param: 'lines[1][id]' });
  expect((await stripe.invoices.retrieve(id)).lines.data).toHaveLength(1);
  expect(await refusal(stripe.invoices.updateLineItem(id, 'il_none', {}))).toMatchObject({ statusCode: 404 });
  await stripe.invoices.finalizeInvoice(id);
  for (const call of [
    stripe.invoices.addLines(id, { lines: [{ amount: 100 }] }),
    stripe.invoices.updateLines(id, { lines: [{ id: line, amount: 1 }] }),
    stripe.invoices.removeLines(id, { lines: [remove(line)] }),
    stripe.invoices.updateLineItem(id, line, { amount: 1 }),
  ])
    expect(await refusal(call)).toMatchObject({ statusCode: 400, code: 'invoice_not_editable' });
});

test('a line that a subscription bills of itself is refused by its id', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  await stripe.subscriptions.create({ customer, items: [{ price }] });
  await world.advanceTo('2026-02-15T00:30:00Z');
  const [renewal] = (await stripe.invoices.list({ customer, status: 'draft' })).data;
  const line = String(renewal?.lines.data[0]?.id);
  const call = stripe.invoices.updateLines(String(renewal?.id), { lines: [{ id: line, description: 'x' }] });
  expect(await refusal(call)).toMatchObject({ statusCode: 400, param: 'lines[0][id]' });
});

test('a line is priced in place, of a product that is made for it or is there: 2 × $30.00, $12.50', async () => {
  const { stripe } = world;
  const { id } = await draft();
  const images = ['https://example.com/a.png'];
  const product_data = {
    name: 'Setup',
    description: 'Once',
    images,
    unit_label: 'hour',
    metadata: { a: '1' },
  };
  const priced = await stripe.invoices.addLines(id, {
    lines: [{ price_data: { currency: 'usd', unit_amount: 3_000, product_data }, quantity: 2 }],
  });
  expect(shown(priced)).toEqual([['Setup', 6_000]]);
  const [line] = priced.lines.data;
  const product = String(line?.pricing?.price_details?.product);
  expect(await stripe.products.retrieve(product)).toMatchObject(product_data);
  const price_data = { currency: 'usd', unit_amount: 1_250, product };
  const changed = await stripe.invoices.updateLines(id, {
    lines: [{ id: String(line?.id), price_data, quantity: 1 }],
  });
  expect(changed.total).toBe(1_250);
  const inPlace = { price_data: { ...price_data, product_data, unit_amount: 700 } };
  const { product: _, ...unnamed } = price_data;
  for (const given of [inPlace, { price_data: unnamed }]) {
    const call = stripe.invoices.addLines(id, { lines: [given] });
    expect(await refusal(call)).toMatchObject({ param: 'lines[0][price_data][product]' });
  }
  const { price_data: own } = { price_data: { ...unnamed, unit_amount: 800, product_data } };
  const one = await stripe.invoices.updateLineItem(id, String(line?.id), { price_data: own });
  expect(one.amount).toBe(800);
});

test('a line that was removed is none any more: a second removal of it is refused', async () => {
  const { stripe } = world;
  for (const behavior of ['delete', 'unassign'] as const) {
    const { id } = await draft();
    const { lines } = await stripe.invoices.addLines(id, { lines: [{ amount: 100 }] });
    const gone = { id: String(lines.data[0]?.id), behavior };
    expect(await refusal(stripe.invoices.removeLines(id, { lines: [gone, gone] }))).toMatchObject({
      ...{ statusCode: 400, code: 'resource_missing', param: 'lines[1][id]' },
      message: `No such invoice line item: '${gone.id}'`,
    });
  }
});

test('the draft of a deleted customer takes no line, and it is no line that is wrong', async () => {
  const { stripe } = world;
  const { customer, id } = await draft();
  await stripe.customers.del(customer);
  const call = stripe.invoices.addLines(id, { lines: [{ amount: 100 }] });
  expect(await refusal(call)).toMatchObject({ code: 'resource_missing', param: 'customer' });
});

test('an item that waits for one subscription is put on no invoice of another, nor of none', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const subscribe = () => stripe.subscriptions.create({ customer, items: [{ price }] });
  const [one, two] = [await subscribe(), await subscribe()];
  const { id: invoice_item } = await stripe.invoiceItems.create({
    ...{ customer, subscription: one.id, amount: 500, currency: 'usd' },
  });
  const ofNone = await stripe.invoices.create({ customer });
  const ofTwo = await stripe.invoices.create({ customer, subscription: two.id });
  for (const { id } of [ofNone, ofTwo]) {
    const assigned = stripe.invoices.addLines(id, { lines: [{ invoice_item }] });
    expect(await refusal(assigned)).toMatchObject({ param: 'lines[0][invoice_item]' });
    const made = stripe.invoiceItems.create({ customer, subscription: one.id, invoice: id, amount: 500 });
    expect(await refusal(made)).toMatchObject({ param: 'subscription' });
  }
  const ofOne = await stripe.invoices.create({ customer, subscription: one.id });
  expect((await stripe.invoices.addLines(ofOne.id, { lines: [{ invoice_item }] })).total).toBe(500);
});

test('51 keys of metadata are refused where they were given', async () => {
  const { stripe } = world;
  const { customer, id } = await draft();
  const metadata = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const { id: product } = await stripe.products.create({ name: 'Setup' });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const item = String(made.items.data[0]?.id);
  const add_invoice_items = [{ price_data: { currency: 'usd', product, unit_amount: 5 }, metadata }];
  const product_data = { name: 'Setup', metadata };
  const price_data = { currency: 'usd', unit_amount: 5, product_data };
  const calls = {
    metadata: stripe.customers.create({ metadata }),
    invoice_metadata: stripe.invoices.addLines(id, { lines: [{ amount: 5 }], invoice_metadata: metadata }),
    'lines[0][metadata]': stripe.invoices.addLines(id, { lines: [{ amount: 5, metadata }] }),
    'lines[0][price_data][product_data][metadata]': stripe.invoices.addLines(id, { lines: [{ price_data }] }),
    'items[0][metadata]': stripe.subscriptions.create({ customer, items: [{ price, metadata }] }),
    'items[1][metadata]': stripe.subscriptions.update(made.id, {
      items: [{ id: item }, { id: item, metadata }],
    }),
    'add_invoice_items[0][metadata]': stripe.subscriptions.update(made.id, { add_invoice_items }),
    'product_data[metadata]': stripe.prices.create(price_data),
  };
  for (const [param, call] of Object.entries(calls)) {
    const { message, ...refused } = await refusal(call);
    expect([refused.param, message]).toEqual([
      param,
      expect.stringMatching(/^Metadata can have up to 50 keys/),
    ]);
  }
});
