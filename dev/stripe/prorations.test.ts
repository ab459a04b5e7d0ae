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
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';
const at = (date: string) => Date.parse(date) / 1_000;

const subscribe = (params?: Partial<Stripe.SubscriptionCreateParams>) => subscribeByTheDay(world, params);

const coupon = async (params: Stripe.CouponCreateParams) => {
  const { id } = await world.stripe.coupons.create({ duration: 'forever', ...params });
  return { discounts: [{ coupon: id }] };
};

describe.each(['flexible', 'classic'] as const)('in %s mode', (type) => {
  const billing_mode = { type };
  const stub = { billing_mode, billing_cycle_anchor: at('2026-02-01') };

  test('a period that the anchor cuts to 17 days is credited by the day as it was charged: 8.5 days, $8.50', async () => {
    const { cancel } = await subscribe(stub);
    await world.advanceTo('2026-01-23T12:00:00Z');
    expect(await cancel()).toEqual([-850]);
  });

  test('and what is taken up in it costs by the whole month too: −$8.50, + 2 × $8.50', async () => {
    const { quantity } = await subscribe(stub);
    await world.advanceTo('2026-01-23T12:00:00Z');
    expect(await quantity(2)).toEqual([-850, 1_700]);
  });

  test('what a coupon took off whole is neither credited nor charged', async () => {
    const { quantity, cancel } = await subscribe({ billing_mode, ...(await coupon({ percent_off: 100 })) });
    await world.advanceTo(HALF);
    expect(await quantity(2)).toEqual([0, 0]);
    expect(await cancel()).toEqual([0]);
  });

  test('half off is in the amounts of the prorations, and not taken off them again', async () => {
    const { made, quantity } = await subscribe({ billing_mode, ...(await coupon({ percent_off: 50 })) });
    await world.advanceTo(HALF);
    expect(await quantity(2)).toEqual([-775, 1_550]);
    const { latest_invoice: latest } = await world.stripe.subscriptions.retrieve(made.id);
    expect(await world.stripe.invoices.retrieve(String(latest))).toMatchObject({
      total: 775,
      total_discount_amounts: [],
      lines: { data: [{ discountable: false }, { discountable: false }] },
    });
  });

  test('half off one item alone is in them too', async () => {
    const { stripe } = world;
    const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
    const { quantity } = await subscribe({
      billing_mode,
      items: [{ price, ...(await coupon({ percent_off: 50 })) }],
    });
    await world.advanceTo(HALF);
    expect(await quantity(2)).toEqual([-775, 1_550]);
  });

  test('a coupon that is over is in neither', async () => {
    const over = await coupon({ percent_off: 50, duration: 'repeating', duration_in_months: 1 });
    const { quantity } = await subscribe({ billing_mode, ...over });
    await world.advanceTo('2026-03-01T00:00:00Z');
    expect(await quantity(2)).toEqual([-1_550, 3_100]);
  });

  test('nothing is credited of a trial, nor of a first invoice that was never paid', async () => {
    const trial = await subscribe({ billing_mode, trial_period_days: 20 });
    const unpaid = await subscribe({ billing_mode, payment_behavior: 'default_incomplete' });
    expect(unpaid.made.status).toBe('incomplete');
    for (const { cancel } of [trial, unpaid]) expect(await cancel()).toEqual([]);
  });

  test('discounts that change in the same call are in what is charged; the credit has those that were used', async () => {
    const { quantity } = await subscribe({ billing_mode, ...(await coupon({ percent_off: 50 })) });
    await world.advanceTo(HALF);
    expect(await quantity(2, { discounts: '', proration_behavior: 'always_invoice' })).toEqual([-775, 3_100]);
  });

  test('a coupon that is used up by the first invoice is in the credit for it, and not in what is charged', async () => {
    const once = await coupon({ percent_off: 50, duration: 'once' });
    const { quantity, cancel } = await subscribe({ billing_mode, ...once });
    await world.advanceTo(HALF);
    expect(await quantity(2)).toEqual([-775, 3_100]);
    expect(await cancel()).toEqual([-3_100]);
  });
});

test.each([
  ['flexible', [-1_550, 1_550]],
  ['classic', [-15_500, 1_550]],
] as const)(
  'ten units that were never charged: in %s mode −$15.50 is credited as it was paid, in classic ten times that',
  async (type, amounts) => {
    const { quantity } = await subscribe({ billing_mode: { type } });
    await world.advanceTo('2026-01-20T00:00:00Z');
    await quantity(10, { proration_behavior: 'none' });
    await world.advanceTo(HALF);
    expect(await quantity(1)).toEqual(amounts);
  },
);

test.each([
  ['flexible', [1_700]],
  ['classic', [-850, 1_700]],
] as const)(
  'a first period that was not charged has nothing to credit in flexible mode (%s)',
  async (type, amounts) => {
    const { quantity } = await subscribe({
      billing_mode: { type },
      billing_cycle_anchor: at('2026-02-01'),
      proration_behavior: 'none',
    });
    await world.advanceTo('2026-01-23T12:00:00Z');
    expect(await quantity(2)).toEqual(amounts);
  },
);

test.each([
  ['flexible', -417],
  ['classic', -250],
] as const)(
  'of $5.00 off $10.00 and $20.00, the credit for half of the $10.00 has its share in flexible mode, all in classic (%s: %i)',
  async (type, amount) => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const ten = await createFlatPrice(stripe, { amount: 1_000 });
    const twenty = await createFlatPrice(stripe, { amount: 2_000 });
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price: ten.id }, { price: twenty.id }],
      billing_mode: { type },
      ...(await coupon({ amount_off: 500, currency: 'usd' })),
    });
    await world.advanceTo(HALF);
    await stripe.subscriptionItems.del(made.items.data[0]?.id ?? '');
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    expect(data.map((item) => item.amount)).toEqual([amount]);
  },
);

test('an amount off falls on what is charged in proportion to all that there is then: $21.00 of $93.00, a third on $31.00', async () => {
  const { stripe } = world;
  const { made } = await subscribe(await coupon({ amount_off: 2_100, currency: 'usd' }));
  const { id: meter } = await createMeter(stripe);
  const { id: usage } = await createTieredPrice(stripe, { meter, tiers: [['inf', '9300']] });
  await stripe.subscriptions.update(made.id, { items: [{ price: usage }] });
  const { id: price } = await createFlatPrice(stripe, { amount: 6_200 });
  await world.advanceTo(HALF);
  const changed = await stripe.subscriptions.update(made.id, {
    items: [{ price }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  // ($62.00 − $14.00) ÷ 2
  expect(linesOf(changed.latest_invoice as Stripe.Invoice).map(([, amount]) => amount)).toEqual([2_400]);
});
