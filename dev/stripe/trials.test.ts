import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function startTrial(customer: string) {
  const price = await createFlatPrice(world.stripe, { amount: 9_900 });
  return world.stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    trial_period_days: 7,
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
  });
}

test('a trial without a card waits for one by its setup intent, and charges it at the end', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const subscription = await startTrial(customer);
  const intent = await stripe.setupIntents.retrieve(String(subscription.pending_setup_intent));
  expect(intent).toMatchObject({ status: 'requires_payment_method', customer, usage: 'off_session' });
  const done = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: 'trialing',
    pending_setup_intent: null,
    default_payment_method: done.payment_method,
  });
  await world.advanceTo('2026-01-22T02:00:00Z');
  const [first] = (await stripe.invoices.list({ customer, limit: 1 })).data;
  expect(first).toMatchObject({ status: 'paid', amount_paid: 9_900 });
});

test('a trial that was canceled tells of no end', async () => {
  const { id: customer } = await createCustomer(world.stripe);
  await world.stripe.subscriptions.cancel((await startTrial(customer)).id);
  await world.advanceTo('2026-01-20T00:00:00Z');
  const type = 'customer.subscription.trial_will_end';
  expect((await world.stripe.events.list({ type })).data).toEqual([]);
});

test('a customer with a card has nothing to set up', async () => {
  const { id } = await createCustomer(world.stripe);
  expect((await startTrial(id)).pending_setup_intent).toBeNull();
});

test('a trial of the price’s own days is taken from it, gives way to others of days, and goes with no end', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 9_900,
    recurring: { interval: 'month', trial_period_days: 5 },
    product_data: { name: 'Starter' },
  });
  const trialOf = async (params: Partial<Stripe.SubscriptionCreateParams>) => {
    const made = await stripe.subscriptions.create({ customer, items: [{ price }], ...params });
    return made.trial_end && (made.trial_end - world.seconds()) / 86_400;
  };
  expect(await trialOf({})).toBeNull();
  expect(await trialOf({ trial_from_plan: true })).toBe(5);
  expect(await trialOf({ trial_from_plan: true, trial_period_days: 9 })).toBe(9);
  expect(await trialOf({ trial_from_plan: false, trial_end: world.seconds() + 86_400 })).toBe(1);
  for (const trial_end of [world.seconds() + 86_400, 'now'] as const)
    expect(await refusal(trialOf({ trial_from_plan: true, trial_end }))).toMatchObject({
      statusCode: 400,
      param: 'trial_from_plan',
    });
});
