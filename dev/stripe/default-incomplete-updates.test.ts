import { expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';

const change = { proration_behavior: 'always_invoice', payment_behavior: 'default_incomplete' } as const;

async function changed(quantity: number) {
  const { stripe } = world;
  const by = await subscribeByTheDay(world);
  await world.advanceTo(HALF);
  const updated = await stripe.subscriptions.update(by.made.id, {
    items: [{ id: by.item, quantity }],
    ...change,
  });
  const invoice = String(updated.latest_invoice);
  const [payment] = (await stripe.invoicePayments.list({ invoice })).data;
  return { ...by, updated, invoice, intent: String(payment?.payment.payment_intent) };
}

test('an update by default_incomplete whose payment is required is past_due until its intent is confirmed', async () => {
  const { stripe } = world;
  const { made, updated, invoice, intent, customer } = await changed(2);
  expect(updated.status).toBe('past_due');
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'open', attempted: false });
  const [last] = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data;
  expect(last?.data.previous_attributes).toMatchObject({ status: 'active' });
  expect((await stripe.paymentIntents.confirm(intent)).status).toBe('succeeded');
  expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('active');
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ delinquent: false });
});

test('one that owes nothing stays active', async () => {
  expect((await changed(0)).updated.status).toBe('active');
});
