import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import {
  createCustomer,
  createFlatPrice,
  createMeter,
  createTieredPrice,
  linesOf,
} from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A customer, a fee of $99.00 a month, and a metered price: the first 1,000 free, then 1¢ each. */
async function arrange() {
  const { stripe } = world;
  const customer = (await createCustomer(stripe)).id;
  const meter = (await createMeter(stripe)).id;
  const tiers = [
    [1_000, '0'],
    ['inf', '1'],
  ] as const;
  const metered = (await createTieredPrice(stripe, { meter, tiers })).id;
  const fee = (await createFlatPrice(stripe, { amount: 9_900 })).id;
  const subscribe = (prices: string[], params: Partial<Stripe.SubscriptionCreateParams> = {}) =>
    stripe.subscriptions.create({ customer, items: prices.map((price) => ({ price })), ...params });
  const report = (value: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer, value },
    });
  const invoices = async () => (await stripe.invoices.list({ customer })).data;
  return { stripe, customer, metered, fee, subscribe, report, invoices };
}

const classic = { billing_mode: { type: 'classic' } } as const;
const NOTHING = ['0 impression × Impressions (Tier 1 at $0.00 / month)', 0];

describe('a subscription to usage alone', () => {
  test('in classic mode begins with an invoice of $0.00 that is paid, and bills the usage at the end', async () => {
    const { subscribe, metered, report, invoices } = await arrange();
    const subscription = await subscribe([metered], classic);
    const [first, ...others] = await invoices();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      id: subscription.latest_invoice,
      billing_reason: 'subscription_create',
      status: 'paid',
      total: 0,
      attempt_count: 0,
      lines: { data: [{ period: { start: world.seconds(), end: Date.parse('2026-02-15') / 1000 } }] },
    });
    expect(first && linesOf(first)).toEqual([NOTHING]);
    expect(subscription.status).toBe('active');
    await report('1200');
    await world.advanceTo('2026-02-15T01:00:00Z');
    const [cycle] = await invoices();
    // 1,000 free + 200 × 1¢ = $2.00, and no line for the period ahead.
    expect(cycle).toMatchObject({ billing_reason: 'subscription_cycle', total: 200 });
    expect(cycle?.lines.data.map(({ amount }) => amount)).toEqual([0, 200]);
  });

  test('in flexible mode begins without an invoice', async () => {
    const { subscribe, metered, invoices } = await arrange();
    expect(await subscribe([metered])).toMatchObject({ status: 'active', latest_invoice: null });
    expect(await invoices()).toEqual([]);
  });

  test('in classic mode needs no card for it', async () => {
    const { stripe, metered } = await arrange();
    const { id: customer } = await stripe.customers.create();
    const made = await stripe.subscriptions.create({ customer, items: [{ price: metered }], ...classic });
    expect(made).toMatchObject({ status: 'active', latest_invoice: expect.stringMatching(/^in_/) });
  });

  test('in classic mode has a line of $0.00 also where its first tier has a fee of its own', async () => {
    const { stripe, subscribe, invoices } = await arrange();
    const meter = (await createMeter(stripe, 'clicks')).id;
    const { id } = await stripe.prices.create({
      currency: 'usd',
      recurring: { interval: 'month', usage_type: 'metered', meter },
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [{ up_to: 'inf', flat_amount: 500 }],
      product_data: { name: 'Clicks' },
    });
    await subscribe([id], classic);
    expect(await invoices()).toMatchObject([{ total: 0, lines: { data: [{ amount: 0 }] } }]);
  });

  test('on trial in classic mode says so on its line', async () => {
    const { subscribe, metered, invoices } = await arrange();
    await subscribe([metered], { ...classic, trial_period_days: 14 });
    const [first] = await invoices();
    expect(first && linesOf(first)).toEqual([['0 × Impressions (Free trial)', 0]]);
  });

  test('is previewed as it will be: in classic mode its invoice of $0.00', async () => {
    const { stripe, customer, metered } = await arrange();
    const preview = (type: 'classic' | 'flexible') =>
      stripe.invoices.createPreview({
        customer,
        subscription_details: { items: [{ price: metered }], billing_mode: { type } },
      });
    const start = world.seconds();
    expect(await preview('classic')).toMatchObject({ total: 0, period_start: start, period_end: start });
    const end = Date.parse('2026-02-15') / 1000;
    expect(await preview('flexible')).toMatchObject({ total: 0, period_start: start, period_end: end });
  });
});

test('beside a fee, usage has a line of $0.00 on the first invoice in classic mode, and none in flexible mode', async () => {
  const { subscribe, fee, metered, invoices } = await arrange();
  await subscribe([fee, metered], classic);
  await subscribe([fee, metered]);
  const [flexible, first] = await invoices();
  const charged = ['1 × Growth (at $99.00 / month)', 9_900];
  expect(first && linesOf(first)).toEqual([charged, NOTHING]);
  expect(flexible && linesOf(flexible)).toEqual([charged]);
});

test('usage that is added and invoiced at once has a line of $0.00 in classic mode, for the rest of the period', async () => {
  const { stripe, subscribe, fee, metered, invoices } = await arrange();
  const { id } = await subscribe([fee], classic);
  await world.advanceTo('2026-01-25T00:00:00Z');
  await stripe.subscriptions.update(id, {
    items: [{ price: metered }],
    proration_behavior: 'always_invoice',
  });
  const [added, ...before] = await invoices();
  expect(before).toHaveLength(1);
  expect(added).toMatchObject({ billing_reason: 'subscription_update', status: 'paid', total: 0 });
  expect(added && linesOf(added)).toEqual([NOTHING]);
  expect(added?.lines.data[0]?.period).toEqual({
    start: world.seconds(),
    end: Date.parse('2026-02-15') / 1000,
  });
});

test.each([
  { type: 'classic', added: [9_900, 0] },
  { type: 'flexible', added: [9_900] },
] as const)(
  'usage that is added as the cycle begins anew has a line for what is ahead only in classic mode ($type)',
  async ({ type, added }) => {
    const { stripe, subscribe, fee, metered, report, invoices } = await arrange();
    const { id } = await subscribe([fee], { billing_mode: { type } });
    await world.advanceTo('2026-01-25T00:00:00Z');
    const restart = { billing_cycle_anchor: { type: 'now' }, proration_behavior: 'none' } as const;
    await stripe.subscriptions.update(id, { items: [{ price: metered }], ...restart });
    const [first] = await invoices();
    expect(first?.lines.data.map(({ amount }) => amount)).toEqual(added);
    for (const { period } of first?.lines.data ?? []) expect(period.start).toBe(world.seconds());
    const start = world.seconds();
    await report('1200');
    await world.advanceTo('2026-01-26T00:00:00Z');
    await stripe.subscriptions.update(id, restart);
    const [again] = await invoices();
    // 1,000 free + 200 × 1¢ = $2.00.
    expect(again?.lines.data).toMatchObject([
      { amount: 9_900 },
      { amount: 0, period: { start, end: world.seconds() } },
      { amount: 200, period: { start, end: world.seconds() } },
    ]);
  },
);

test.each([
  ['a price that is left', (id: string, price: string) => [{ id, price }]],
  ['an item that is taken off', (id: string, price: string) => [{ id, deleted: true }, { price }]],
])('usage of %s as the cycle begins anew is billed at its price: 200 × 1¢ = $2.00', async (_, change) => {
  const { stripe, subscribe, metered, report, invoices } = await arrange();
  const subscription = await subscribe([metered]);
  await report('1200');
  await world.advanceTo('2026-01-25T00:00:00Z');
  const meter = (await createMeter(stripe, 'clicks')).id;
  const other = (await createTieredPrice(stripe, { meter, tiers: [['inf', '5']] })).id;
  await stripe.subscriptions.update(subscription.id, {
    items: change(String(subscription.items.data[0]?.id), other),
    billing_cycle_anchor: { type: 'now' },
  });
  expect(await invoices()).toMatchObject([{ billing_reason: 'subscription_update', total: 200 }]);
});
