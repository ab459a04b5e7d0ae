import { describe, expect, test } from 'vitest';
import { linesOf } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (iso: string) => Date.parse(iso) / 1_000;

describe('a proration', () => {
  async function halfWay() {
    const { stripe } = world;
    const { subscribe, fee } = await meteredCustomer(stripe);
    const { id, items } = await subscribe([fee]);
    await world.advanceTo('2026-01-25T00:00:00Z');
    const change = (proration_date: number) => ({
      items: [{ id: String(items.data[0]?.id), quantity: 2 }],
      proration_behavior: 'always_invoice' as const,
      proration_date,
    });
    return { stripe, id, change };
  }

  test.each([
    ['before the running period', at('2026-01-15') - 1],
    ['after it', at('2026-02-15') + 1],
  ])('%s is refused, in a preview too', async (_, date) => {
    const { stripe, id, change } = await halfWay();
    const refused = { statusCode: 400, type: 'StripeInvalidRequestError' };
    expect(await refusal(stripe.subscriptions.update(id, change(date)))).toMatchObject({
      ...refused,
      param: 'proration_date',
    });
    const preview = stripe.invoices.createPreview({
      subscription: id,
      subscription_details: change(date),
    });
    expect(await refusal(preview)).toMatchObject({
      ...refused,
      param: 'subscription_details[proration_date]',
    });
  });

  test.each([
    ['at its start', '2026-01-15', [-3_100, 6_200]],
    ['at its end, when nothing is left to credit,', '2026-02-15', [0]],
  ])('%s is made', async (_, date, amounts) => {
    const { stripe, id, change } = await halfWay();
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: change(at(date)),
    });
    expect(linesOf(preview).map(([, amount]) => amount + 0)).toEqual(amounts);
  });

  test('that is not wanted has no date, in a preview either', async () => {
    const { stripe, id, change } = await halfWay();
    const preview = stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { ...change(at('2026-01-20')), proration_behavior: 'none' },
    });
    expect(await refusal(preview)).toMatchObject({ param: 'subscription_details[proration_date]' });
  });
});

describe('a paused subscription', () => {
  /** Its trial ended on 20 January without a card. */
  async function paused() {
    const { stripe } = world;
    const made = await meteredCustomer(stripe, { card: false });
    const { id, items } = await made.subscribe([made.fee, made.cent], {
      trial_period_days: 5,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    });
    await made.report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    const [feeItem, usageItem] = items.data.map((item) => item.id);
    return { ...made, stripe, id, feeItem: String(feeItem), usageItem: String(usageItem) };
  }

  test('may be changed, but nothing is prorated or invoiced by it', async () => {
    const { stripe, id, feeItem, usageItem, fee, nickel, customer, invoices } = await paused();
    const before = await invoices();
    const changed = await stripe.subscriptions.update(id, {
      items: [
        { id: feeItem, quantity: 2 },
        { id: usageItem, price: nickel },
      ],
      add_invoice_items: [{ price_data: { ...(await oneTime(fee)), unit_amount: 700 } }],
      proration_behavior: 'always_invoice',
    });
    expect(changed).toMatchObject({ status: 'paused', items: { data: [{ quantity: 2 }, {}] } });
    expect(await invoices()).toEqual(before);
    const waiting = (await stripe.invoiceItems.list({ customer })).data;
    expect(waiting.map(({ amount }) => amount)).toEqual([700]);
    await stripe.subscriptions.cancel(id, { prorate: true });
    expect((await stripe.invoiceItems.list({ customer })).data).toEqual(waiting);
  });

  async function oneTime(price: string) {
    const { currency, product } = await world.stripe.prices.retrieve(price);
    return { currency, product: String(product) };
  }

  test('takes a price of another interval, and begins its period when it resumes', async () => {
    const { stripe, id, feeItem, usageItem, customer } = await paused();
    const yearly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 30_000,
      recurring: { interval: 'year' },
      product_data: { name: 'Growth, yearly' },
    });
    const changed = await stripe.subscriptions.update(id, {
      items: [
        { id: feeItem, price: yearly.id },
        { id: usageItem, deleted: true },
      ],
    });
    expect(changed.items.data[0]?.current_period_end).toBe(at('2026-01-20'));
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.subscriptions.update(id, { default_payment_method: card.id });
    const resumed = await stripe.subscriptions.resume(id, { expand: ['latest_invoice'] });
    expect(resumed).toMatchObject({ status: 'active', latest_invoice: { amount_paid: 30_000 } });
    expect(resumed.items.data[0]?.current_period_end).toBe(at('2027-01-25'));
  });

  test.each([
    ['billing_cycle_anchor', { billing_cycle_anchor: { type: 'now' } }],
    ['trial_end', { trial_end: at('2026-02-20') }],
    ['cancel_at_period_end', { cancel_at_period_end: true }],
    ['cancel_at', { cancel_at: 'min_period_end' }],
    ['cancel_at', { cancel_at: 'max_period_end' }],
  ] as const)('has no period that %s could speak of', async (param, change) => {
    const { stripe, id } = await paused();
    const before = await stripe.subscriptions.retrieve(id);
    expect(await refusal(stripe.subscriptions.update(id, change))).toMatchObject({ statusCode: 400, param });
    const preview = stripe.invoices.createPreview({ subscription: id, subscription_details: change });
    expect(await refusal(preview)).toMatchObject({
      statusCode: 400,
      param: `subscription_details[${param}]`,
    });
    expect(await stripe.subscriptions.retrieve(id)).toEqual(before);
  });

  test('may be ended at a later time', async () => {
    const { stripe, id } = await paused();
    expect(await stripe.subscriptions.update(id, { cancel_at: at('2026-03-01') })).toMatchObject({
      cancel_at: at('2026-03-01'),
    });
    await world.advanceTo('2026-03-01T00:00:00Z');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
  });

  test.each([{}, { cancel_now: true }])('has no next invoice (%o)', async (subscription_details) => {
    const { stripe, id, customer } = await paused();
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    const preview = stripe.invoices.createPreview({ subscription: id, subscription_details });
    expect(await refusal(preview)).toMatchObject({ statusCode: 404, code: 'invoice_upcoming_none' });
  });
});

test('a preview of an end gone by is refused', async () => {
  const { stripe } = world;
  const { subscribe, fee } = await meteredCustomer(stripe);
  const { id } = await subscribe([fee]);
  for (const cancel_at of [world.seconds(), at('2026-01-01')]) {
    const preview = stripe.invoices.createPreview({ subscription: id, subscription_details: { cancel_at } });
    expect(await refusal(preview)).toMatchObject({
      statusCode: 400,
      param: expect.stringContaining('cancel_at'),
    });
  }
});
