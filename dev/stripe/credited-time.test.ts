import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { subscribeByTheDay } from './testing/by-the-day.ts';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const HALF = '2026-01-30T12:00:00Z';
const at = (date: string) => Date.parse(date) / 1_000;
const subscribe = (params?: Partial<Stripe.SubscriptionCreateParams>) => subscribeByTheDay(world, params);

test('a credit is given back once: a change, another at the same moment, and one that is dated before both', async () => {
  const { quantity } = await subscribe();
  await world.advanceTo(HALF);
  expect(await quantity(2)).toEqual([-1_550, 3_100]);
  expect(await quantity(3)).toEqual([-3_100, 4_650]);
  const dated = { proration_behavior: 'always_invoice', proration_date: at('2026-01-25') } as const;
  // 5.5 days of what was paid first, all of what was paid last, and 21 days of one unit.
  expect(await quantity(1, dated)).toEqual([-550, -4_650, 2_100]);
});

test('a credit that waits for its invoice is no debit', async () => {
  const { customer, quantity } = await subscribe();
  await world.advanceTo(HALF);
  await quantity(2, {});
  await quantity(3, {});
  const { data } = await world.stripe.invoiceItems.list({ customer, pending: true });
  expect(data.map(({ amount }) => amount).toReversed()).toEqual([-1_550, 3_100, -3_100, 4_650]);
});

test.each(['always_invoice', 'create_prorations'] as const)(
  'a credit is not of usage that the same item had before, billed or waiting (%s)',
  async (proration_behavior) => {
    const { stripe } = world;
    const { id: meter } = await createMeter(stripe);
    const { id: usage } = await createTieredPrice(stripe, { meter, tiers: [['inf', '1']] });
    const { id: fee } = await createFlatPrice(stripe, { amount: 3_100 });
    const { customer, made, item, quantity } = await subscribe({ items: [{ price: usage }] });
    const payload = { stripe_customer_id: customer, value: '500' };
    await stripe.billing.meterEvents.create({ event_name: 'impressions', payload });
    await world.advanceTo('2026-01-25T00:00:00Z');
    await stripe.subscriptions.update(made.id, { items: [{ id: item, price: fee }], proration_behavior });
    const dated = { proration_behavior: 'always_invoice', proration_date: at('2026-01-20') } as const;
    const waited = proration_behavior === 'always_invoice' ? [] : [500, 2_100];
    // All 21 days of what was charged, and 26 days of two.
    expect(await quantity(2, dated)).toEqual([...waited, -2_100, 5_200]);
  },
);

test('a credit names the lines that were debited, all tiers of them at once', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    recurring: { interval: 'month' },
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 1, unit_amount: 2_100 },
      { up_to: 'inf', unit_amount: 500 },
    ],
    product_data: { name: 'Seats' },
  });
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price, quantity: 3 }],
    expand: ['latest_invoice'],
  });
  await world.advanceTo(HALF);
  const changed = await stripe.subscriptions.update(made.id, {
    items: [{ id: made.items.data[0]?.id ?? '', quantity: 1 }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  const first = made.latest_invoice as Stripe.Invoice;
  const [credit, charge, ...others] = (changed.latest_invoice as Stripe.Invoice).lines.data;
  expect(others).toEqual([]);
  expect(credit).toMatchObject({
    amount: -1_550,
    quantity: 3,
    description: 'Unused time on 3 × Seats after 30 Jan 2026',
  });
  expect(credit?.parent?.subscription_item_details?.proration_details?.credited_items).toEqual({
    invoice: first.id,
    invoice_line_items: first.lines.data.map(({ id }) => id),
  });
  expect(charge).toMatchObject({ amount: 1_050, quantity: 1 });
  expect(charge?.parent?.subscription_item_details?.proration_details?.credited_items).toBeNull();
});

test('a credit is of the running period alone: a month that a restart cut short without proration is over', async () => {
  const { made, cancel } = await subscribe();
  await world.advanceTo('2026-01-25T00:00:00Z');
  await world.stripe.subscriptions.update(made.id, {
    billing_cycle_anchor: { type: 'now' },
    proration_behavior: 'none',
  });
  await world.advanceTo('2026-02-10T00:00:00Z');
  expect(await cancel()).toEqual([-1_500]);
});

test.each([
  ['voided', (id: string) => world.stripe.invoices.voidInvoice(id), []],
  // As little is owed of it as of one that is open, and as much: it may be paid at any time.
  ['written off', (id: string) => world.stripe.invoices.markUncollectible(id), [-1_771]],
  ['not paid yet', (id: string) => world.stripe.invoices.retrieve(id), [-1_771]],
] as const)(
  'a credit is of what the customer has paid or may still pay: for a month whose invoice is %s',
  async (_, act, amounts) => {
    const { stripe } = world;
    const { customer, made, cancel } = await subscribe();
    const { id } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(made.id, { default_payment_method: id });
    await world.advanceTo('2026-02-15T02:00:00Z');
    const { latest_invoice: latest } = await stripe.subscriptions.retrieve(made.id);
    expect(await act(String(latest))).toMatchObject({ billing_reason: 'subscription_cycle' });
    await world.advanceTo('2026-02-27T00:00:00Z');
    expect(await cancel()).toEqual(amounts);
  },
);

test('a credit was not given where its invoice is voided, and is given then', async () => {
  const { stripe } = world;
  const { customer, made, quantity, cancel } = await subscribe();
  const { id } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.subscriptions.update(made.id, { default_payment_method: id });
  await world.advanceTo(HALF);
  expect(await quantity(2)).toEqual([-1_550, 3_100]);
  const { latest_invoice: latest } = await stripe.subscriptions.retrieve(made.id);
  await stripe.invoices.voidInvoice(String(latest));
  expect(await cancel()).toEqual([-1_550]);
});

test('a credit was not given where it was deleted before it reached an invoice', async () => {
  const { stripe } = world;
  const { customer, quantity, cancel } = await subscribe();
  await world.advanceTo(HALF);
  await quantity(2, {});
  const { data } = await stripe.invoiceItems.list({ customer, pending: true });
  for (const { id } of data) await stripe.invoiceItems.del(id);
  expect(await cancel()).toEqual([-1_550]);
});

test.each([
  ['a credit is taxed as its debit was, though no tax is asked for by now', true, [-295, 0]],
  ['a credit is not taxed at a rate that came after its debit', false, [0, 589]],
])('%s', async (_, taxedBefore, taxes) => {
  const { stripe } = world;
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
  const taxed = { default_tax_rates: [rate.id] };
  const { made, quantity } = await subscribe(taxedBefore ? taxed : {});
  await world.advanceTo(HALF);
  await quantity(2, {
    ...(taxedBefore ? { default_tax_rates: '' } : taxed),
    proration_behavior: 'always_invoice',
  });
  const { latest_invoice: latest } = await stripe.subscriptions.retrieve(made.id);
  const { lines } = await stripe.invoices.retrieve(String(latest));
  const taxesOf = (line: Stripe.InvoiceLineItem) =>
    (line.taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  expect(lines.data.map(taxesOf)).toEqual(taxes);
});

test('a credit gives back no tax that was not charged', async () => {
  const { stripe } = world;
  const { id: rate } = await stripe.taxRates.create({
    display_name: 'VAT',
    percentage: 20,
    inclusive: false,
  });
  const { customer, quantity } = await subscribe({
    default_tax_rates: [rate],
    trial_end: at('2026-01-16'),
  });
  await stripe.customers.update(customer, { tax_exempt: 'exempt' });
  await world.advanceTo('2026-01-16T02:00:00Z');
  await stripe.customers.update(customer, { tax_exempt: 'none' });
  await world.advanceTo('2026-01-31T12:00:00Z');
  await quantity(2);
  const [changed] = (await stripe.invoices.list({ customer })).data;
  const taxes = changed?.lines.data.map(({ amount, taxes }) => [amount, taxes?.[0]?.amount ?? 0]);
  // 15.5 of 31 days: what was paid without tax goes back without, what is new is taxed.
  expect(taxes).toEqual([
    [-1_550, 0],
    [3_100, 620],
  ]);
});
