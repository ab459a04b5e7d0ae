import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

test('paying the open invoice of a canceled subscription leaves the subscription as it ended', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create();
  const { id: price } = await createFlatPrice(stripe, { amount: 900 });
  const made = await stripe.subscriptions.create({
    ...{ customer, items: [{ price }], payment_behavior: 'default_incomplete' },
    payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice'],
  });
  const ended = await stripe.subscriptions.cancel(made.id);
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  const paid = await stripe.invoices.pay((made.latest_invoice as Stripe.Invoice).id, { payment_method });
  expect(paid.status).toBe('paid');
  const after = await stripe.subscriptions.retrieve(made.id);
  expect(after).toMatchObject({ status: 'canceled', ended_at: ended.ended_at, default_payment_method: null });
  expect((await stripe.events.list({ type: 'customer.subscription.updated' })).data).toEqual([]);
});
