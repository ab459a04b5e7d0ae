import { expect, test } from 'vitest';
import { createCustomer, createFlatPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function discounted(count: number) {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_000 });
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
  const discounts = Array.from({ length: count }, () => ({ coupon }));
  const made = await stripe.subscriptions.create({ customer, items: [{ price, discounts }], discounts });
  return { customer, coupon, made };
}

test('a subscription’s discount is deleted, told of, and not on its renewal; its item’s stays', async () => {
  const { stripe } = world;
  const { customer, coupon, made } = await discounted(1);
  expect(await stripe.subscriptions.deleteDiscount(made.id)).toMatchObject({
    id: made.discounts[0],
    object: 'discount',
    deleted: true,
    customer,
    subscription: made.id,
    source: { coupon, type: 'coupon' },
  });
  const after = await stripe.subscriptions.retrieve(made.id);
  expect(after.discounts).toEqual([]);
  expect(after.items.data[0]?.discounts).toHaveLength(1);
  const [updated, deleted] = (await stripe.events.list({ limit: 2 })).data;
  expect(deleted).toMatchObject({
    type: 'customer.discount.deleted',
    data: { object: { id: made.discounts[0] } },
  });
  expect(updated).toMatchObject({
    type: 'customer.subscription.updated',
    data: { previous_attributes: { discounts: made.discounts } },
  });
  await world.advanceTo('2026-02-15T02:00:00Z');
  const totals = (await stripe.invoices.list({ customer })).data.map(({ total }) => total);
  expect(totals).toEqual([1_500, 750]);
});

test('of several all go, each told of', async () => {
  const { made } = await discounted(2);
  await world.stripe.subscriptions.deleteDiscount(made.id);
  const type = 'customer.discount.deleted';
  const told = (await world.stripe.events.list({ type })).data.map(
    ({ data }) => (data.object as { id: string }).id,
  );
  expect(told.sort()).toEqual([...made.discounts].sort());
});

test('where there is none, or not even what would have one, nothing is found', async () => {
  const { stripe } = world;
  const { customer, made } = await discounted(0);
  const missing = { statusCode: 404, code: 'resource_missing' };
  expect(await refusal(stripe.subscriptions.deleteDiscount(made.id))).toMatchObject({
    ...missing,
    message: `No active discount for subscription ${made.id} on customer ${customer}`,
  });
  expect(await refusal(stripe.customers.deleteDiscount(customer))).toMatchObject({
    ...missing,
    message: `No active discount for customer ${customer}`,
  });
  expect(await refusal(stripe.subscriptions.deleteDiscount('sub_none'))).toMatchObject({
    ...missing,
    param: 'id',
  });
  expect(await refusal(stripe.customers.deleteDiscount('cus_none'))).toMatchObject({
    ...missing,
    param: 'id',
  });
});

test('what a canceled subscription had is active no more', async () => {
  const { made } = await discounted(1);
  await world.stripe.subscriptions.cancel(made.id);
  expect(await refusal(world.stripe.subscriptions.deleteDiscount(made.id))).toMatchObject({
    statusCode: 404,
  });
});

test('one whose time is over is active no more', async () => {
  const { stripe } = world;
  const { made } = await discounted(0);
  const { id: coupon } = await stripe.coupons.create({
    ...{ percent_off: 50, duration: 'repeating', duration_in_months: 1 },
  });
  await stripe.subscriptions.update(made.id, { discounts: [{ coupon }] });
  await world.advanceTo('2026-02-16T00:00:00Z');
  expect(await refusal(stripe.subscriptions.deleteDiscount(made.id))).toMatchObject({
    ...{ statusCode: 404, code: 'resource_missing' },
  });
  expect((await stripe.events.list({ type: 'customer.discount.deleted' })).data).toEqual([]);
});
