import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import {
  createCustomer,
  createFlatPrice,
  createMeter,
  createTieredPrice,
  linesOf,
} from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';

async function onStarter(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const starter = await createFlatPrice(stripe, { amount: 9_900, name: 'Starter' });
  const growth = await createFlatPrice(stripe, { amount: 49_900, name: 'Growth' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: starter.id }],
    ...params,
  });
  return { customer, starter, growth, subscription, item: subscription.items.data[0]?.id ?? '' };
}

describe('an upgrade halfway through a period of 31 days', () => {
  test('charged now: −$49.50 unused, +$249.50 remaining; the preview’s $200.00 is what is charged', async () => {
    const { subscription, growth, item } = await onStarter();
    await world.advanceTo(HALF);
    const details = {
      items: [{ id: item, price: growth.id }],
      proration_behavior: 'always_invoice' as const,
      proration_date: world.seconds(),
    };
    const preview = await world.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    });
    expect(linesOf(preview)).toEqual([
      ['Unused time on Starter after 30 Jan 2026', -4_950],
      ['Remaining time on Growth after 30 Jan 2026', 24_950],
    ]);
    expect(preview).toMatchObject({ billing_reason: 'upcoming', status: 'draft', amount_due: 20_000 });
    expect(
      (await world.stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.unit_amount,
    ).toBe(9_900);
    const upgraded = await world.stripe.subscriptions.update(subscription.id, {
      ...details,
      expand: ['latest_invoice'],
    });
    expect(upgraded.latest_invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_update',
      amount_paid: 20_000,
    });
    expect(upgraded.items.data[0]).toMatchObject({ id: item, price: { id: growth.id } });
  });

  test('not charged now: its prorations lie on the next invoice beside the full fee', async () => {
    const { customer, subscription, growth, item } = await onStarter();
    await world.advanceTo(HALF);
    await world.stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: growth.id }] });
    const preview = await world.stripe.invoices.createPreview({ subscription: subscription.id });
    expect(linesOf(preview).map(([, amount]) => amount)).toEqual([-4_950, 24_950, 49_900]);
    await world.advanceTo('2026-02-15T02:00:00Z');
    const [renewal] = (await world.stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
    expect(renewal).toMatchObject({ amount_paid: preview.amount_due });
  });

  test('without proration changes nothing until the renewal', async () => {
    const { subscription, growth, item } = await onStarter();
    await world.advanceTo(HALF);
    const changed = await world.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: growth.id }],
      proration_behavior: 'none',
    });
    expect(changed.latest_invoice).toBe(subscription.latest_invoice);
    expect((await world.stripe.invoices.createPreview({ subscription: subscription.id })).amount_due).toBe(
      49_900,
    );
  });

  test('whose charge wants 3-D Secure under error_if_incomplete changes nothing', async () => {
    const { stripe } = world;
    const { customer, made, item } = await subscribeByTheDay(world);
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    const change = stripe.subscriptions.update(made.id, {
      items: [{ id: item, quantity: 2 }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    });
    expect(await refusal(change)).toMatchObject({
      statusCode: 402,
      code: 'subscription_payment_intent_requires_action',
      message: expect.stringContaining('associated with `subscription.latest_invoice`'),
    });
    const { status, items } = await stripe.subscriptions.retrieve(made.id);
    expect([status, items.data[0]?.quantity]).toEqual(['active', 1]);
    expect((await stripe.invoices.list({ customer })).data).toHaveLength(1);
  });

  test('whose charge is refused under error_if_incomplete changes nothing', async () => {
    const { customer, subscription, growth, item } = await onStarter();
    const bad = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    });
    await world.stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    await world.advanceTo(HALF);
    const error = await refusal(
      world.stripe.subscriptions.update(subscription.id, {
        items: [{ id: item, price: growth.id }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'error_if_incomplete',
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined' });
    const after = await world.stripe.subscriptions.retrieve(subscription.id);
    expect(after).toMatchObject({ status: 'active', latest_invoice: subscription.latest_invoice });
    expect(after.items.data[0]?.price.unit_amount).toBe(9_900);
  });
});

test('in classic mode a yearly price begins its own cycle at once, crediting the rest of the month', async () => {
  const { subscription, item } = await onStarter({ billing_mode: { type: 'classic' } });
  const yearly = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 100_000,
    recurring: { interval: 'year' },
    product_data: { name: 'Starter, yearly' },
  });
  await world.advanceTo(HALF);
  const changed = await world.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: yearly.id }],
    expand: ['latest_invoice'],
  });
  expect(changed.billing_cycle_anchor).toBe(world.seconds());
  expect(changed.items.data[0]?.current_period_end).toBe(Date.parse('2027-01-30T12:00:00Z') / 1000);
  expect(changed.latest_invoice).toMatchObject({ amount_paid: 100_000 - 4_950 });
});

test('a metered price that changes bills what was reported under the old one, and only the rest under the new', async () => {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const meter = await createMeter(stripe);
  const cheap = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '1']] });
  const dear = await createTieredPrice(stripe, { meter: meter.id, tiers: [['inf', '3']] });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: cheap.id }],
  });
  expect(subscription).toMatchObject({ status: 'active', latest_invoice: null });
  const report = (value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer.id, value },
    });
  await report('200');
  await world.advanceTo(HALF);
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id ?? '', price: dear.id }],
  });
  await report('100');
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [invoice] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  expect(invoice?.lines.data.map((line) => [line.quantity, line.amount])).toEqual([
    [200, 200],
    [100, 300],
  ]);
});

test('a trial of 14 days shows a line of nothing, tells three days ahead and then bills the first fee', async () => {
  const { customer, subscription } = await onStarter({ trial_period_days: 14 });
  expect(subscription.status).toBe('trialing');
  await world.advanceTo('2026-01-26T00:00:00Z');
  expect(world.standIn.eventTypes()).toContain('customer.subscription.trial_will_end');
  await world.advanceTo('2026-01-29T02:00:00Z');
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  const invoices = await world.stripe.invoices.list({ customer: customer.id });
  expect(invoices.data.map((invoice) => invoice.amount_paid)).toEqual([9_900, 0]);
  expect(linesOf(invoices.data[1] as Stripe.Invoice)).toEqual([['Trial period for Starter', 0]]);
});

test('an anchor ten days ahead charges 10 of 31 days: $99.00 × 10 ÷ 31 = $31.94', async () => {
  const { subscription } = await onStarter({ billing_cycle_anchor: Date.parse('2026-01-25') / 1000 });
  const invoice = await world.stripe.invoices.retrieve(String(subscription.latest_invoice));
  expect(invoice.amount_paid).toBe(3_194);
  expect(subscription.items.data[0]?.current_period_end).toBe(Date.parse('2026-01-25') / 1000);
});

test('collection paused as void still makes the invoice, and voids it', async () => {
  const { customer, subscription } = await onStarter();
  await world.stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } });
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [renewal] = (await world.stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  expect(renewal).toMatchObject({ status: 'void', amount_paid: 0 });
});

test('cancelling with prorate credits the unused half on the customer’s next invoice', async () => {
  const { customer, subscription } = await onStarter();
  await world.advanceTo(HALF);
  const canceled = await world.stripe.subscriptions.cancel(subscription.id, {
    prorate: true,
    invoice_now: true,
  });
  expect(canceled.status).toBe('canceled');
  const items = await world.stripe.invoiceItems.list({ customer: customer.id });
  expect(items.data).toMatchObject([{ amount: -4_950, proration: true }]);
});

test('items of different intervals are refused, naming items', async () => {
  const { subscription } = await onStarter();
  const daily = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 5,
    recurring: { interval: 'day' },
    product_data: { name: 'Daily' },
  });
  const error = await refusal(
    world.stripe.subscriptions.update(subscription.id, { items: [{ price: daily.id }] }),
  );
  expect(error).toMatchObject({ statusCode: 400, param: 'items' });
});

test('a trial that ends without a card pauses, and resumes with a first charge', async () => {
  const { stripe } = world;
  const customer = await stripe.customers.create({ email: 'nobody@example.com' });
  const product = await stripe.products.create({ name: 'Starter' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [
      {
        price_data: {
          currency: 'usd',
          product: product.id,
          unit_amount: 9_900,
          recurring: { interval: 'month' },
        },
      },
    ],
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await world.advanceTo('2026-02-01T00:00:00Z');
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('paused');
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await stripe.subscriptions.update(subscription.id, { default_payment_method: card.id });
  const resumed = await stripe.subscriptions.resume(subscription.id, { expand: ['latest_invoice'] });
  expect(resumed).toMatchObject({ status: 'active', latest_invoice: { amount_paid: 9_900 } });
  expect(resumed.items.data[0]?.current_period_start).toBe(world.seconds());
});

test('a deleted customer’s subscriptions end and nothing of theirs is collected', async () => {
  const { customer, subscription } = await onStarter();
  await world.advanceTo('2026-02-15T00:30:00Z');
  await world.stripe.customers.del(customer.id);
  await world.advanceTo('2026-05-01T00:00:00Z');
  expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
  expect(await world.stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  const statuses = (await world.stripe.invoices.list({ customer: customer.id })).data.map(
    (invoice) => invoice.status,
  );
  expect(statuses).toEqual(['draft', 'paid']);
});
