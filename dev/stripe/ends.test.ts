import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (date: string) => Date.parse(date) / 1_000;

async function subscribe(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }], ...params });
  return { customer, price, made, item: made.items.data[0]?.id ?? '' };
}

async function yearly(): Promise<string> {
  const price = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 31_000,
    recurring: { interval: 'year' },
    product_data: { name: 'Yearly' },
  });
  return price.id;
}

const moves = [
  [
    'a yearly price',
    async (item: string) => ({ items: [{ id: item, price: await yearly() }] }),
    '2027-01-15',
  ],
  ['the anchor at now', async () => ({ billing_cycle_anchor: { type: 'now' } as const }), '2026-02-25'],
  ['a trial', async () => ({ trial_end: at('2026-03-01') }), '2026-03-01'],
] as const;

describe.each(moves)('a period that is moved by %s', (_, change, moved) => {
  test('takes the end with it that cancel_at_period_end has set', async () => {
    const { stripe } = world;
    const { made, item } = await subscribe({ cancel_at_period_end: true });
    expect(made).toMatchObject({ cancel_at: at('2026-02-15'), cancel_at_period_end: true });
    await world.advanceTo('2026-01-25T00:00:00Z');
    const told = await stripe.subscriptions.update(made.id, await change(item));
    expect(told).toMatchObject({ cancel_at: at(moved), cancel_at_period_end: true });
    await world.advanceTo('2026-02-16T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(made.id)).status).not.toBe('canceled');
    await world.advanceTo(`${moved}T00:00:00Z`);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'canceled',
      ended_at: at(moved),
    });
  });

  test.each(['min_period_end', 'max_period_end', at('2026-02-15')] as const)(
    'leaves the end that cancel_at %s has set where it was',
    async (cancel_at) => {
      const { stripe } = world;
      const { made, item } = await subscribe({ cancel_at });
      await world.advanceTo('2026-01-25T00:00:00Z');
      const told = await stripe.subscriptions.update(made.id, await change(item));
      for (const each of [made, told]) {
        expect(each).toMatchObject({ cancel_at: at('2026-02-15'), cancel_at_period_end: false });
      }
    },
  );
});

test.each(['classic', 'flexible'] as const)(
  'an end by cancel_at is no end by cancel_at_period_end, in %s mode too, and each takes the other’s place',
  async (type) => {
    const { stripe } = world;
    const { made } = await subscribe({ billing_mode: { type } });
    const update = (params: Stripe.SubscriptionUpdateParams) => stripe.subscriptions.update(made.id, params);
    const end = at('2026-02-15');
    expect(await update({ cancel_at: end })).toMatchObject({ cancel_at: end, cancel_at_period_end: false });
    expect(await update({ cancel_at_period_end: true })).toMatchObject({
      cancel_at: end,
      cancel_at_period_end: true,
      canceled_at: world.seconds(),
    });
    expect(await update({ cancel_at: 'min_period_end' })).toMatchObject({ cancel_at_period_end: false });
    for (const none of [{ cancel_at: '' as const }, { cancel_at_period_end: false }]) {
      await update({ cancel_at_period_end: true });
      expect(await update(none)).toMatchObject({
        cancel_at: null,
        cancel_at_period_end: false,
        canceled_at: null,
      });
    }
  },
);

test('cancel_at and cancel_at_period_end together are refused: from the start, on an update and in previews', async () => {
  const { stripe } = world;
  const both = { cancel_at: 'min_period_end', cancel_at_period_end: true } as const;
  const { made, customer, price } = await subscribe();
  const items = [{ price }];
  const preview = (params: Stripe.InvoiceCreatePreviewParams) => stripe.invoices.createPreview(params);
  for (const [call, param] of [
    [() => subscribe(both), 'cancel_at_period_end'],
    [() => stripe.subscriptions.update(made.id, both), 'cancel_at_period_end'],
    [
      () => preview({ subscription: made.id, subscription_details: both }),
      'subscription_details[cancel_at_period_end]',
    ],
    [
      () => preview({ customer, subscription_details: { items, ...both } }),
      'subscription_details[cancel_at_period_end]',
    ],
  ] as const) {
    expect(await refusal(call())).toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      param,
    });
  }
  expect((await stripe.subscriptions.retrieve(made.id)).cancel_at).toBeNull();
});

test('a preview of a new subscription ends where it is told to, and refuses an end gone by', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: meter } = await createMeter(stripe);
  const { id: price } = await createTieredPrice(stripe, { meter, tiers: [['inf', '10']] });
  const preview = (cancel_at: number) =>
    stripe.invoices.createPreview({ customer, subscription_details: { items: [{ price }], cancel_at } });
  expect(await preview(at('2026-01-20'))).toMatchObject({ period_end: at('2026-01-20') });
  expect(await refusal(preview(at('2026-01-10')))).toMatchObject({
    statusCode: 400,
    param: 'subscription_details[cancel_at]',
  });
});
