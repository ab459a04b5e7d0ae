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
  const { latest_invoice: id } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
  });
  expect(await stripe.invoices.retrieve(String(id))).toMatchObject({ status: 'open', amount_due: 2_100 });
  expect(await balance()).toBe(0);

  await stripe.invoices.voidInvoice(String(id));
  expect(await balance()).toBe(-1_000);
  const { data } = await stripe.customers.listBalanceTransactions(customer);
  expect(data.map(({ type, amount, invoice }) => [type, amount, invoice])).toEqual([
    ['unapplied_from_invoice', -1_000, id],
    ['applied_to_invoice', 1_000, id],
    ['adjustment', -1_000, null],
  ]);
});
