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

test.each([
  ['is given, whole, by a change to it', {}, '2026-01-20T00:00:00Z'],
  ['is whole again during another', { trial_period_days: 1 }, '2026-01-15T12:00:00Z'],
])('the trial of a price %s with trial_from_plan', async (_, trial, on) => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: old } = await createFlatPrice(stripe, { amount: 9_900 });
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 5_000,
    recurring: { interval: 'month', trial_period_days: 5 },
    product_data: { name: 'Scale' },
  });
  const made = await stripe.subscriptions.create({ customer, items: [{ price: old }], ...trial });
  await world.advanceTo(on);
  const items = [{ id: String(made.items.data[0]?.id), price }];
  const kept = await stripe.subscriptions.update(made.id, { items, trial_from_plan: false });
  expect(kept.trial_end).toBe(made.trial_end);
  const changed = await stripe.subscriptions.update(made.id, { items, trial_from_plan: true });
  expect(changed).toMatchObject({ status: 'trialing', trial_end: world.seconds() + 5 * 86_400 });
  const trial_end = world.seconds() + 86_400;
  const both = stripe.subscriptions.update(made.id, { trial_from_plan: true, trial_end });
  expect(await refusal(both)).toMatchObject({ statusCode: 400, param: 'trial_from_plan' });
});

test('a change with trial_from_plan leaves the trial as it is where no price has one', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const made = await startTrial(customer);
  const changed = await stripe.subscriptions.update(made.id, { trial_from_plan: true });
  expect(changed).toMatchObject({ status: 'trialing', trial_end: made.trial_end });
});

test('a price that is described in place has no trial, whatever the old one had', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price, product } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 5_000,
    recurring: { interval: 'month', trial_period_days: 5 },
    product_data: { name: 'Scale' },
  });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const price_data = {
    ...{ currency: 'usd', unit_amount: 6_000, product: String(product) },
    recurring: { interval: 'month' as const },
  };
  const items = [{ id: String(made.items.data[0]?.id), price_data }];
  const changed = await stripe.subscriptions.update(made.id, { items, trial_from_plan: true });
  expect(changed).toMatchObject({ status: 'active', trial_end: null });
});

test('a paused subscription is refused the trial of its price, by the name that was asked for', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create();
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 5_000,
    recurring: { interval: 'month', trial_period_days: 5 },
    product_data: { name: 'Scale' },
  });
  const made = await stripe.subscriptions.create({
    ...{ customer, items: [{ price }], trial_from_plan: true },
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await world.advanceTo('2026-01-20T01:00:00Z');
  const refused = await refusal(stripe.subscriptions.update(made.id, { trial_from_plan: true }));
  expect(refused).toMatchObject({ statusCode: 400, param: 'trial_from_plan' });
  expect(refused.message).toContain('resume it before you set `trial_from_plan`');
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
