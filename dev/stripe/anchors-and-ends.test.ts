import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './testing/catalog.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function subscribe(params: Partial<Stripe.SubscriptionCreateParams> = {}, amount = 3_100) {
  const { stripe } = world;
  const customer = await createCustomer(stripe);
  const price = await createFlatPrice(stripe, { amount });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    ...params,
  });
  return { customer, price, subscription, item: subscription.items.data[0] };
}

const newest = async (customer: string) => (await world.stripe.invoices.list({ customer, limit: 1 })).data[0];
const iso = (seconds: number | undefined) => new Date((seconds ?? 0) * 1000).toISOString();

describe('a subscription that is backdated', () => {
  test('within its first period charges that whole period and renews at its end', async () => {
    await world.advanceTo('2026-03-01T00:00:00Z');
    const { customer, item } = await subscribe(
      { backdate_start_date: Date.parse('2026-02-16') / 1000 },
      2_000,
    );
    expect(await newest(customer.id)).toMatchObject({ total: 2_000, status: 'paid' });
    expect(iso(item?.current_period_end)).toBe('2026-03-16T00:00:00.000Z');
  });

  test('further than that is refused, as is an end gone by', async () => {
    await world.advanceTo('2026-03-01T00:00:00Z');
    for (const start of ['2026-01-16', '2026-02-01']) {
      expect(await refusal(subscribe({ backdate_start_date: Date.parse(start) / 1000 }))).toMatchObject({
        statusCode: 400,
        param: 'backdate_start_date',
      });
    }
    expect(await refusal(subscribe({ cancel_at: world.seconds() }))).toMatchObject({ param: 'cancel_at' });
    expect((await world.stripe.subscriptions.list()).data).toEqual([]);
  });
});

test('what falls due in the past happens at once, and nothing is dated before what caused it', async () => {
  const { stripe } = world;
  await world.advanceTo('2026-03-01T00:00:00Z');
  const customer = await createCustomer(stripe);
  const invoice = await stripe.invoices.create({ customer: customer.id, auto_advance: true });
  await stripe.invoices.update(String(invoice.id), {
    automatically_finalizes_at: Date.parse('2026-02-01') / 1000,
  });
  expect(world.standIn.nextDueAt()).toEqual(new Date('2026-03-01T00:00:00Z'));
  await world.standIn.runDue();
  const { status_transitions: at } = await stripe.invoices.retrieve(String(invoice.id));
  expect(iso(at.finalized_at ?? 0)).toBe('2026-03-01T00:00:00.000Z');
});

describe('an anchor', () => {
  test('on the 1st charges 17 of 31 days first: $31.00 × 17 / 31 = $17.00', async () => {
    const { customer } = await subscribe({ billing_cycle_anchor: Date.parse('2026-02-01') / 1000 });
    expect(await newest(customer.id)).toMatchObject({ total: 1_700, status: 'paid' });
  });

  test('may be given by its day: the 31st of January, then the last of February', async () => {
    const { customer, subscription, item } = await subscribe({
      billing_cycle_anchor_config: { day_of_month: 31, hour: 6 },
      proration_behavior: 'none',
    });
    expect(iso(item?.current_period_end)).toBe('2026-01-31T06:00:00.000Z');
    expect(subscription.billing_cycle_anchor_config).toMatchObject({
      day_of_month: 31,
      hour: 6,
      month: null,
    });
    await world.advanceTo('2026-01-31T07:30:00Z');
    expect(await newest(customer.id)).toMatchObject({ total: 3_100, status: 'paid' });
    const renewed = await world.stripe.subscriptions.retrieve(subscription.id);
    expect(iso(renewed.items.data[0]?.current_period_end)).toBe('2026-02-28T06:00:00.000Z');
  });

  test('beyond the first whole period, or given twice, is refused', async () => {
    const far = subscribe({ billing_cycle_anchor: Date.parse('2026-02-16') / 1000 });
    expect(await refusal(far)).toMatchObject({ statusCode: 400, param: 'billing_cycle_anchor' });
    const twice = subscribe({
      billing_cycle_anchor: Date.parse('2026-02-01') / 1000,
      billing_cycle_anchor_config: { day_of_month: 1 },
    });
    expect(await refusal(twice)).toMatchObject({ param: 'billing_cycle_anchor_config' });
    const config = subscribe({ billing_cycle_anchor_config: { day_of_month: 14, month: 1 } });
    expect(await refusal(config)).toMatchObject({ statusCode: 400, param: 'billing_cycle_anchor_config' });
  });

  test('is moved to now by its type, and the preview shows what that charges', async () => {
    const { subscription } = await subscribe();
    await world.advanceTo('2026-01-30T12:00:00Z');
    const change = {
      billing_cycle_anchor: { type: 'now' },
      proration_date: world.seconds(),
    } as const;
    const preview = await world.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    const changed = await world.stripe.subscriptions.update(subscription.id, {
      ...change,
      expand: ['latest_invoice'],
    });
    expect(changed.billing_cycle_anchor).toBe(world.seconds());
    expect(changed.latest_invoice).toMatchObject({ total: preview.total, status: 'paid' });
    expect(preview.total).toBe(3_100 - 1_550);
  });
});

describe('cancelling at once', () => {
  test('with prorate and invoice_now puts the unused half, −$15.50, on a last invoice', async () => {
    const { customer, subscription } = await subscribe();
    await world.advanceTo('2026-01-30T12:00:00Z');
    await world.stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
    await world.advanceTo('2026-01-30T14:00:00Z');
    expect(await newest(customer.id)).toMatchObject({ total: -1_550, amount_due: 0, status: 'paid' });
    expect(await world.stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -1_550 });
  });

  test('with neither drops the prorations that wait, not the items that somebody made', async () => {
    const { customer, subscription, item } = await subscribe();
    const given = { customer: customer.id, subscription: subscription.id };
    await world.stripe.invoiceItems.create({ ...given, amount: 500, currency: 'usd' });
    await world.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item?.id ?? '', quantity: 3 }],
    });
    await world.stripe.subscriptions.cancel(subscription.id);
    const left = await world.stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(left.data.map(({ amount }) => amount)).toEqual([500]);
  });

  test('at the period’s end bills what waits', async () => {
    const { customer, subscription } = await subscribe();
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const given = { customer: customer.id, subscription: subscription.id };
    await world.stripe.invoiceItems.create({ ...given, amount: 500, currency: 'usd' });
    await world.advanceTo('2026-02-15T02:00:00Z');
    expect(await newest(customer.id)).toMatchObject({ total: 500, status: 'paid' });
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
  });
});

test('a price of an inactive product takes no new subscription, and renews the old ones', async () => {
  const { customer, price } = await subscribe();
  await world.stripe.products.update(String(price.product), { active: false });
  const again = world.stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  expect(await refusal(again)).toMatchObject({ statusCode: 400, param: 'items[0][price]' });
  await world.advanceTo('2026-02-15T02:00:00Z');
  expect(await newest(customer.id)).toMatchObject({ total: 3_100, status: 'paid' });
});

test.each(['min_period_end', 'max_period_end'] as const)(
  'cancel_at may be said as %s, on an update and from the start: the period’s end',
  async (cancel_at) => {
    const { stripe } = world;
    const { id: customer } = await createCustomer(stripe);
    const { id: price } = await createFlatPrice(stripe, { amount: 900 });
    const made = await stripe.subscriptions.create({ customer, items: [{ price }], cancel_at });
    const plain = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const changed = await stripe.subscriptions.update(plain.id, { cancel_at });
    const end = Date.parse('2026-02-15T00:00:00Z') / 1_000;
    for (const told of [made, changed]) {
      expect(told).toMatchObject({ cancel_at: end, cancel_at_period_end: false });
    }
    await world.advanceTo('2026-02-15T00:00:00Z');
    for (const { id } of [made, plain]) {
      expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled', ended_at: end });
    }
  },
);

test.each([
  ['the anchor moved to now', { billing_cycle_anchor: { type: 'now' } }, '2026-02-20T00:00:00Z'],
  ['a trial', { trial_end: Date.parse('2026-02-03T00:00:00Z') / 1_000 }, '2026-02-03T00:00:00Z'],
] as const)(
  'an end with the period that is asked for together with %s is the end of the period that this makes',
  async (_, change, at) => {
    const { stripe } = world;
    const end = Date.parse(at) / 1_000;
    const { subscription: one } = await subscribe();
    const { subscription: two } = await subscribe();
    await world.advanceTo('2026-01-20T00:00:00Z');
    const details = { comment: 'Bye' };
    for (const told of [
      await stripe.subscriptions.update(one.id, {
        ...change,
        cancel_at: 'min_period_end',
        cancellation_details: details,
      }),
      await stripe.subscriptions.update(two.id, { ...change, cancel_at_period_end: true }),
    ]) {
      expect(told.cancel_at).toBe(end);
      expect(told.items.data[0]?.current_period_end).toBe(end);
      expect(told.cancellation_details?.reason).toBe('cancellation_requested');
    }
    expect((await stripe.subscriptions.retrieve(one.id)).cancellation_details).toMatchObject(details);
    await world.advanceTo(at);
    for (const { id } of [one, two]) {
      expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled', ended_at: end });
    }
  },
);

test('a preview of an end shows what is billed at it: usage until then, and nothing without', async () => {
  const { stripe } = world;
  const { id: customer } = await createCustomer(stripe);
  const { id: meter } = await createMeter(stripe);
  const { id: price } = await createTieredPrice(stripe, { meter, tiers: [['inf', '10']] });
  const { id: subscription } = await stripe.subscriptions.create({ customer, items: [{ price }] });
  const preview = (cancel_at: 'min_period_end' | number) =>
    stripe.invoices.createPreview({ subscription, subscription_details: { cancel_at } });
  const payload = { stripe_customer_id: customer, value: '7' };
  await stripe.billing.meterEvents.create({ event_name: 'impressions', payload });
  await world.passMinute();
  const early = Date.parse('2026-01-20T00:00:00Z') / 1_000;
  expect(await preview(early)).toMatchObject({ total: 70, period_end: early });
  const end = Date.parse('2026-02-15T00:00:00Z') / 1_000;
  expect(await preview('min_period_end')).toMatchObject({ total: 70, period_end: end });
  const { subscription: paid } = await subscribe();
  const nothing = stripe.invoices.createPreview({
    subscription: paid.id,
    subscription_details: { cancel_at: 'max_period_end' },
  });
  expect(await refusal(nothing)).toMatchObject({ code: 'invoice_upcoming_none' });
});
