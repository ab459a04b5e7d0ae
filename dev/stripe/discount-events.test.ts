import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function subscribed(duration: 'once' | 'forever' | 'repeating') {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const months = duration === 'repeating' ? { duration_in_months: 1 } : {};
  const coupon = () => stripe.coupons.create({ percent_off: 50, duration, ...months });
  const [first, second] = [(await coupon()).id, (await coupon()).id];
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    discounts: [{ coupon: first }],
  });
  return { customer, first, second, made };
}

/** What was told of discounts, oldest first: the verb, and of which coupon. */
async function told(): Promise<(readonly [string, unknown, unknown])[]> {
  const types = ['customer.discount.created', 'customer.discount.updated', 'customer.discount.deleted'];
  const { data } = await world.stripe.events.list({ types, limit: 100 });
  return data.reverse().map(({ type, data: { object } }) => {
    const { source, subscription } = object as unknown as {
      source: { coupon: string };
      subscription: string;
    };
    return [type.split('.')[2] ?? '', source.coupon, subscription] as const;
  });
}

test('a subscription’s coupons are told of as they come and go, and only once', async () => {
  const { stripe } = world;
  const { first, second, made } = await subscribed('forever');
  const created = ['created', first, made.id];
  expect(await told()).toEqual([created]);
  const kept = made.discounts.map((discount) => ({ discount: String(discount) }));
  await stripe.subscriptions.update(made.id, { discounts: [...kept, { coupon: second }] });
  await stripe.subscriptions.update(made.id, { metadata: { a: '1' } });
  expect(await told()).toEqual([created, ['created', second, made.id]]);
  await stripe.subscriptions.update(made.id, { discounts: '' });
  expect((await told()).slice(2)).toEqual([
    ['deleted', first, made.id],
    ['deleted', second, made.id],
  ]);
});

test('a coupon of one use is told to be gone with the invoice that had it', async () => {
  const { first, made } = await subscribed('once');
  expect(await told()).toEqual([
    ['created', first, made.id],
    ['deleted', first, made.id],
  ]);
});

test('a preview tells of nothing', async () => {
  const { stripe } = world;
  const { customer, second, made } = await subscribed('forever');
  const before = await told();
  const discounts = [{ coupon: second }];
  await stripe.invoices.createPreview({ customer, subscription: made.id, discounts });
  expect(await told()).toEqual(before);
});
