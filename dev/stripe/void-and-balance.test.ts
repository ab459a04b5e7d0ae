import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

test('what a void invoice had taken of its customer’s balance stands there again', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  await stripe.customers.createBalanceTransaction(customer, { amount: -1_000, currency: 'usd' });
  const balance = async () => {
    const found = await stripe.customers.retrieve(customer);
    return found.deleted ? null : found.balance;
  };
  const told = async () => {
    const { data } = await stripe.events.list({ type: 'customer.updated', limit: 100 });
    return data.map(({ data }) => (data.object as Stripe.Customer).balance);
  };
  expect(await told()).toEqual([-1_000]);
  const { latest_invoice: id } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
  });
  expect(await stripe.invoices.retrieve(String(id))).toMatchObject({ status: 'open', amount_due: 2_100 });
  expect(await balance()).toBe(0);

  await stripe.invoices.voidInvoice(String(id));
  expect(await balance()).toBe(-1_000);
  expect(await told()).toEqual([-1_000, 0, -1_000]);
  const { data } = await stripe.customers.listBalanceTransactions(customer);
  expect(data.map(({ type, amount, invoice }) => [type, amount, invoice])).toEqual([
    ['unapplied_from_invoice', -1_000, id],
    ['applied_to_invoice', 1_000, id],
    ['adjustment', -1_000, null],
  ]);
});

test('an invoice that had used the balance is voided though its customer is deleted by now', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe, { balance: -1_000 });
  const { id } = await stripe.invoices.create({ customer });
  await stripe.invoiceItems.create({ customer, invoice: String(id), amount: 3_100, currency: 'usd' });
  expect((await stripe.invoices.finalizeInvoice(String(id))).amount_due).toBe(2_100);
  await stripe.customers.del(customer);
  expect((await stripe.invoices.voidInvoice(String(id))).status).toBe('void');
});
