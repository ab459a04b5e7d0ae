import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';

/** Changes that bill at once. */
const CHANGES = [
  ['a restart', { billing_cycle_anchor: { type: 'now' } }],
  ['an invoice for prorations', { proration_behavior: 'always_invoice' }],
] as const;

describe.each([
  ['void', 'void'],
  ['mark_uncollectible', 'uncollectible'],
  ['keep_as_draft', 'draft'],
] as const)('while collection is paused by %s', (behavior, status) => {
  test.each(CHANGES)('what %s bills is not collected', async (_, change) => {
    const { stripe } = world;
    const { customer, made, quantity } = await subscribeByTheDay(world);
    await stripe.subscriptions.update(made.id, { pause_collection: { behavior } });
    await world.advanceTo(HALF);
    await quantity(2, { ...change });
    const [invoice, first] = (await stripe.invoices.list({ customer })).data;
    expect(invoice).toMatchObject({
      billing_reason: 'subscription_update',
      status,
      auto_advance: false,
      amount_paid: 0,
      next_payment_attempt: null,
    });
    const { status_details } = invoice ?? {};
    const reason =
      status === 'uncollectible' ? { uncollectible: { reason: 'subscription_paused' } } : undefined;
    expect(status_details).toEqual(reason);
    await world.advanceTo('2026-02-01T00:00:00Z');
    expect((await stripe.invoices.retrieve(String(invoice?.id))).status).toBe(status);
    const { data: charges } = await stripe.charges.list({ customer });
    expect(charges.map(({ amount }) => amount)).toEqual([first?.amount_paid]);
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe('active');
  });

  test('what a cancellation bills at once is not collected', async () => {
    const { stripe } = world;
    const { customer, made, quantity } = await subscribeByTheDay(world);
    await stripe.subscriptions.update(made.id, { pause_collection: { behavior } });
    await world.advanceTo(HALF);
    await quantity(2, {});
    await stripe.subscriptions.cancel(made.id, { invoice_now: true });
    await world.advanceTo('2026-02-01T00:00:00Z');
    expect((await stripe.invoices.list({ customer })).data[0]).toMatchObject({ status, amount_paid: 0 });
  });
});

test('an invoice that somebody makes by hand is finalized though drafts are kept', async () => {
  const { stripe } = world;
  const { customer, made } = await subscribeByTheDay(world);
  await stripe.subscriptions.update(made.id, { pause_collection: { behavior: 'keep_as_draft' } });
  const { id } = await stripe.invoices.create({ customer, subscription: made.id, auto_advance: true });
  await world.advanceTo(HALF);
  expect((await stripe.invoices.retrieve(String(id))).status).toBe('paid');
});

test('a subscription that is resumed while drafts are kept has its first month kept as one', async () => {
  const { stripe } = world;
  const { id: customer } = await stripe.customers.create();
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    trial_period_days: 5,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } });
  await world.advanceTo(HALF);
  await stripe.subscriptions.resume(id, { billing_cycle_anchor: { type: 'now' } });
  expect((await stripe.invoices.list({ customer })).data[0]).toMatchObject({ status: 'draft', total: 3_100 });
});

test('an incomplete subscription takes nothing but metadata: docs, Subscription.status', async () => {
  const { stripe } = world;
  const { made, item } = await subscribeByTheDay(world, { payment_behavior: 'default_incomplete' });
  expect(made.status).toBe('incomplete');
  const update = (params: Stripe.SubscriptionUpdateParams) => stripe.subscriptions.update(made.id, params);
  for (const [call, param] of [
    [() => update({ items: [{ id: item, quantity: 2 }] }), 'items'],
    [() => update({ metadata: { a: '1' }, billing_cycle_anchor: { type: 'now' } }), 'billing_cycle_anchor'],
    [() => update({ cancel_at_period_end: true }), 'cancel_at_period_end'],
    [() => update({ pause_collection: { behavior: 'void' } }), 'pause_collection'],
    [() => stripe.subscriptionItems.update(item, { quantity: 2 }), 'items'],
    [
      () =>
        stripe.invoices.createPreview({
          subscription: made.id,
          subscription_details: { items: [{ id: item, quantity: 2 }] },
        }),
      'subscription_details[items]',
    ],
  ] as const) {
    expect(await refusal(call())).toMatchObject({ statusCode: 400, param });
  }
  expect((await update({ metadata: { a: '1' } })).metadata).toEqual({ a: '1' });
  expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
    latest_invoice: made.latest_invoice,
    items: { data: [{ quantity: 1 }] },
  });
});
