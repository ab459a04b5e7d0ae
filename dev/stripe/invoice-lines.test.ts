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
