import { expect, test } from 'vitest';
import { createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function subscribeBySending(daysUntilDue: number) {
  const { stripe } = world;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const price = await createFlatPrice(stripe, { amount: 9_900 });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    collection_method: 'send_invoice',
    days_until_due: daysUntilDue,
  });
  const statusNow = async () => (await stripe.subscriptions.retrieve(subscription.id)).status;
  return { subscription, invoice: String(subscription.latest_invoice), statusNow };
}

test('an invoice that is sent needs no card; unpaid on its day the subscription is past due, until it is paid', async () => {
  const { subscription, invoice, statusNow } = await subscribeBySending(7);
  expect(subscription.status).toBe('active');
  await world.advanceTo('2026-01-21T23:00:00Z');
  expect(await world.stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'open', amount_due: 9_900 });
  expect(await statusNow()).toBe('active');
  await world.advanceTo('2026-01-22T02:00:00Z');
  expect(await statusNow()).toBe('past_due');
  await world.stripe.invoices.pay(invoice, { paid_out_of_band: true });
  expect(await statusNow()).toBe('active');
});

test('one that is paid before its day leaves the subscription active', async () => {
  const { invoice, statusNow } = await subscribeBySending(7);
  await world.advanceTo('2026-01-20T00:00:00Z');
  await world.stripe.invoices.pay(invoice, { paid_out_of_band: true });
  await world.advanceTo('2026-01-25T00:00:00Z');
  expect(await statusNow()).toBe('active');
  expect(world.standIn.eventTypes()).not.toContain('invoice.payment_failed');
});

test('a customer is billed in one currency', async () => {
  const { stripe } = world;
  const { subscription } = await subscribeBySending(7);
  const customer = String(subscription.customer);
  const refused = [
    await refusal(stripe.invoices.create({ customer, currency: 'eur' })),
    await refusal(stripe.invoiceItems.create({ customer, currency: 'eur', amount: 100 })),
  ];
  expect(refused.map(({ statusCode, param }) => [statusCode, param])).toEqual([
    [400, 'currency'],
    [400, 'currency'],
  ]);
});
