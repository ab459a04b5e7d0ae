import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** A subscription to $31.00 a month with a coupon of half off, and the discount that it made. */
async function discounted(coupon: Stripe.CouponCreateParams) {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const { id } = await stripe.coupons.create({ percent_off: 50, ...coupon });
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon: id }],
    expand: ['latest_invoice'],
  });
  const [discount] = (made.latest_invoice as Stripe.Invoice).discounts;
  const discounts = [{ discount: String(discount) }];
  const reuse = [
    () => stripe.subscriptions.update(made.id, { discounts }),
    () => stripe.subscriptions.create({ customer, items: [{ price }], discounts }),
    () => stripe.invoices.create({ customer, discounts }),
    () => stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd', discounts }),
    () => stripe.invoices.createPreview({ customer, discounts, subscription: made.id }),
  ];
  return { customer, discounts, made, reuse };
}

const GONE = { statusCode: 400, code: 'resource_missing', param: 'discounts[0][discount]' };

test('a discount of one use is gone with the first invoice that had it', async () => {
  const { made, reuse } = await discounted({ duration: 'once' });
  expect(made.latest_invoice).toMatchObject({ total: 1_550 });
  for (const call of reuse) expect(await refusal(call())).toMatchObject(GONE);
});

test('a discount of one use is taken off once: by the invoice that is finalized first, whoever named it', async () => {
  const { stripe } = world;
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const { customer, made } = await subscribeByTheDay(world);
  const changed = await stripe.subscriptions.update(made.id, { discounts: [{ coupon }] });
  const discounts = [{ discount: String(changed.discounts[0]) }];
  const draft = async () => {
    const { id } = await stripe.invoices.create({ customer, discounts });
    await stripe.invoiceItems.create({ customer, invoice: String(id), amount: 1_000, currency: 'usd' });
    return String(id);
  };
  const [first, second] = [await draft(), await draft()];
  const { total_discount_amounts: before } = await stripe.invoices.retrieve(second);
  expect(before).toMatchObject([{ amount: 500 }]);
  expect((await stripe.invoices.finalizeInvoice(first)).total).toBe(500);
  expect((await stripe.subscriptions.retrieve(made.id)).discounts).toEqual([]);
  expect(await stripe.invoices.finalizeInvoice(second)).toMatchObject({ total: 1_000, discounts: [] });
  await world.advanceTo('2026-02-15T02:00:00Z');
  expect((await stripe.invoices.list({ customer, limit: 1 })).data[0]?.total).toBe(3_100);
});

test('a discount of one use of an item, or of an invoice item, is taken off once too', async () => {
  const { stripe } = world;
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const { customer, made, item } = await subscribeByTheDay(world);
  const changed = await stripe.subscriptionItems.update(item, { discounts: [{ coupon }] });
  const discounts = [{ discount: String(changed.discounts[0]) }];
  const bought = { customer, amount: 1_000, currency: 'usd', discounts };
  const { id: first } = await stripe.invoices.create({ customer });
  await stripe.invoiceItems.create({ ...bought, invoice: String(first) });
  await stripe.invoiceItems.create(bought);
  expect((await stripe.invoices.finalizeInvoice(String(first))).total).toBe(500);
  await world.advanceTo('2026-02-15T02:00:00Z');
  expect((await stripe.subscriptions.retrieve(made.id)).items.data[0]?.discounts).toEqual([]);
  expect((await stripe.invoices.list({ customer, limit: 1 })).data[0]?.total).toBe(4_100);
});

test('a proration names the discount of one use that it has been through, though another invoice spends it', async () => {
  const { stripe } = world;
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const { customer, made, quantity } = await subscribeByTheDay(world);
  const changed = await stripe.subscriptions.update(made.id, { discounts: [{ coupon }] });
  const [discount] = changed.discounts;
  await world.advanceTo('2026-01-30T12:00:00Z');
  await quantity(2, {});
  const { id } = await stripe.invoices.create({ customer, discounts: [{ discount: String(discount) }] });
  await stripe.invoiceItems.create({ customer, invoice: String(id), amount: 1_000, currency: 'usd' });
  await stripe.invoices.finalizeInvoice(String(id));
  await world.advanceTo('2026-02-15T02:00:00Z');
  const [renewal] = (await stripe.invoices.list({ customer, limit: 1 })).data;
  expect(renewal?.lines.data.map(({ amount, discounts }) => [amount, discounts])).toEqual([
    [-1_550, []],
    [1_550, [discount]],
    [6_200, []],
  ]);
});

test('what has a discount that ended can be written back as it was read, and nobody else gets it', async () => {
  const { stripe } = world;
  const { id: coupon } = await stripe.coupons.create({
    percent_off: 50,
    duration: 'repeating',
    duration_in_months: 1,
  });
  const discounts = [{ coupon }];
  const { customer, made, item } = await subscribeByTheDay(world, { discounts });
  await stripe.subscriptionItems.update(item, { discounts });
  const { id: draft } = await stripe.invoices.create({ customer, discounts });
  const { id: entry } = await stripe.invoiceItems.create({
    customer,
    amount: 100,
    currency: 'usd',
    discounts,
  });
  await world.advanceTo('2026-02-15T00:00:00Z');
  const given = (read: readonly unknown[] | null) =>
    (read ?? []).map((discount) => ({ discount: String(discount) }));
  for (const [read, write] of [
    [
      await stripe.subscriptions.retrieve(made.id),
      (back) => stripe.subscriptions.update(made.id, { discounts: back }),
    ],
    [
      await stripe.subscriptionItems.retrieve(item),
      (back) => stripe.subscriptions.update(made.id, { items: [{ id: item, quantity: 2, discounts: back }] }),
    ],
    [
      await stripe.invoices.retrieve(String(draft)),
      (back) => stripe.invoices.update(String(draft), { discounts: back }),
    ],
    [
      await stripe.invoiceItems.retrieve(entry),
      (back) => stripe.invoiceItems.update(entry, { discounts: back }),
    ],
  ] as [{ discounts: unknown[] | null }, (back: { discount: string }[]) => Promise<unknown>][]) {
    expect(read.discounts).toHaveLength(1);
    await write(given(read.discounts));
    expect(
      await refusal(stripe.invoices.create({ customer, discounts: given(read.discounts) })),
    ).toMatchObject(GONE);
  }
});

test('a discount of one use that an invoice item had is gone with its invoice, which may be void by now', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const draft = await stripe.invoices.create({ customer });
  const item = { customer, amount: 1_000, currency: 'usd' };
  const { discounts } = await stripe.invoiceItems.create({
    ...item,
    invoice: String(draft.id),
    discounts: [{ coupon }],
  });
  const again = () =>
    stripe.invoiceItems.create({ ...item, discounts: [{ discount: String(discounts?.[0]) }] });
  await stripe.invoiceItems.del((await again()).id);
  await stripe.invoices.finalizeInvoice(String(draft.id));
  await stripe.invoices.voidInvoice(String(draft.id));
  expect(await refusal(again())).toMatchObject(GONE);
});

test('a discount of a month is gone when that is over, and not a second before', async () => {
  const { discounts, made, reuse } = await discounted({ duration: 'repeating', duration_in_months: 1 });
  await world.advanceTo('2026-02-14T23:59:59Z');
  expect((await world.stripe.subscriptions.update(made.id, { discounts })).discounts).toHaveLength(1);
  await world.advanceTo('2026-02-15T00:00:00Z');
  const [, ...others] = reuse.slice(0, -1);
  for (const call of others) expect(await refusal(call())).toMatchObject(GONE);
});

test('an invoice of nothing leaves a discount of one use to the next one', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const onTrial = { customer, items: [{ price }], discounts: [{ coupon }], trial_period_days: 5 };
  const { id } = await stripe.subscriptions.create(onTrial);
  const end = new Date((world.seconds() + 5 * 86_400 + 7_200) * 1_000).toISOString();
  await world.advanceTo(end);
  const totals = (await stripe.invoices.list({ subscription: id })).data.map(({ total }) => total);
  expect(totals).toEqual([1_550, 0]);
  expect((await stripe.subscriptions.retrieve(id)).discounts).toEqual([]);
});

test('one that takes all of an invoice is spent by it', async () => {
  const { made } = await discounted({ duration: 'once', percent_off: 100 });
  expect(made.latest_invoice).toMatchObject({ total: 0 });
  expect((await world.stripe.subscriptions.retrieve(made.id)).discounts).toEqual([]);
});
