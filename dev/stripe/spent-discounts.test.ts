import type Stripe from 'stripe';
import { expect, test } from 'vitest';
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
  for (const call of reuse) expect(await refusal(call())).toMatchObject(GONE);
});
