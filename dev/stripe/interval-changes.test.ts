import { describe, expect, test } from 'vitest';
import { createFlatPrice } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (date: string) => Date.parse(date) / 1_000;
const NOW = { proration_behavior: 'always_invoice' } as const;

/** $31.00 a month and $365.00 a year: a dollar a day of January, and of any year here. */
async function arrange() {
  const made = await meteredCustomer(world.stripe);
  const { id: yearly } = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 36_500,
    recurring: { interval: 'year' },
    product_data: { name: 'Yearly' },
  });
  const latest = async () => {
    const [invoice] = await made.invoices();
    return invoice?.lines.data.map(({ amount }) => amount);
  };
  return { ...made, yearly, latest };
}

/** docs.stripe.com/billing/subscriptions/billing-mode/compare: the anchor is never automatically reset. */
describe('in flexible mode a price of another interval leaves the anchor where it was', () => {
  test.each([
    ['the first month', '2026-01-30T12:00:00Z', [-1_550, 34_950]],
    ['a later one', '2026-03-01T00:00:00Z', [-1_550, 32_000]],
  ])('and is paid from now on to the end of its year, in %s', async (_, now, amounts) => {
    const { stripe } = world;
    const { subscribe, fee, yearly, latest } = await arrange();
    const made = await subscribe([fee]);
    await world.advanceTo(now);
    const change = { items: [{ id: String(made.items.data[0]?.id), price: yearly }] };
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: { ...change, ...NOW },
    });
    const changed = await stripe.subscriptions.update(made.id, { ...change, ...NOW });
    expect(await latest()).toEqual(amounts);
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual(amounts);
    expect(changed.billing_cycle_anchor).toBe(made.billing_cycle_anchor);
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: at('2026-01-15'),
      current_period_end: at('2027-01-15'),
    });
    await world.advanceTo('2027-01-14T00:00:00Z');
    expect(await latest()).toEqual(amounts);
    await world.advanceTo('2027-01-15T02:00:00Z');
    expect(await latest()).toEqual([36_500]);
  });

  test('and back: the rest of the year is credited, the rest of the month charged, once each', async () => {
    const { stripe } = world;
    const { subscribe, fee, yearly, latest } = await arrange();
    const made = await subscribe([yearly]);
    const item = String(made.items.data[0]?.id);
    const change = (price: string) =>
      stripe.subscriptions.update(made.id, { items: [{ id: item, price }], ...NOW });
    await world.advanceTo('2026-03-01T00:00:00Z');
    const changed = await change(fee);
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: at('2026-02-15'),
      current_period_end: at('2026-03-15'),
    });
    expect(await latest()).toEqual([-32_000, 1_550]);
    await world.advanceTo('2026-03-15T02:00:00Z');
    expect(await latest()).toEqual([3_100]);
    await change(yearly);
    const left = 36_500 - 5_900;
    // Two hours of the month are gone: $0.08 of it, and of a day of the year.
    expect(await latest()).toEqual([-3_092, left - 8]);
  });

  test.each([
    // 9 days of the year and 14 of the month are credited, and 23 days of the month charged twice.
    ['credits the year', ['always_invoice'], [-900, -1_400, 4_600]],
    ['credits it also after another that let nothing go', ['always_invoice', 'none'], [-900, -1_400, 4_600]],
    ['credits nothing of a year that was let go', ['none'], [4_600]],
  ] as const)('and a proration date before the change %s', async (_, behaviors, amounts) => {
    const { stripe } = world;
    const { subscribe, yearly, latest } = await arrange();
    const { id: monthly } = await createFlatPrice(stripe, { amount: 2_800 });
    const made = await subscribe([yearly]);
    const id = String(made.items.data[0]?.id);
    await world.advanceTo('2026-03-01T00:00:00Z');
    for (const [index, proration_behavior] of behaviors.entries()) {
      const items = [{ id, price: monthly, quantity: 1 + 2 * index }];
      await stripe.subscriptions.update(made.id, { items, proration_behavior });
    }
    await world.advanceTo('2026-03-05T00:00:00Z');
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id, quantity: 2 }],
      proration_date: at('2026-02-20'),
      ...NOW,
    });
    expect(await latest()).toEqual(amounts);
    expect(Object.keys(changed.items.data[0] ?? {})).not.toContain('debitsFrom');
  });

  test('and a proration date in a week before credits that, though the period of ten days began within it', async () => {
    const { stripe } = world;
    const { customer, latest } = await arrange();
    const every = (days: number) =>
      stripe.prices.create({
        currency: 'usd',
        unit_amount: days * 100,
        recurring: { interval: 'day', interval_count: days },
        product_data: { name: `${days} days` },
      });
    const [{ id: week }, { id: ten }] = [await every(7), await every(10)];
    const made = await stripe.subscriptions.create({ customer, items: [{ price: week }] });
    const id = String(made.items.data[0]?.id);
    await world.advanceTo('2026-01-30T00:00:00Z');
    await stripe.subscriptions.update(made.id, { items: [{ id, price: ten }], ...NOW });
    expect(await latest()).toEqual([-600, 500]);
    const dated = { proration_date: at('2026-01-27'), ...NOW };
    await stripe.subscriptions.update(made.id, { items: [{ id, quantity: 2 }], ...dated });
    // Two days of the week before, one of the last, five of the ten, and eight of two.
    expect(await latest()).toEqual([-200, -100, -500, 1_600]);
  });

  test('and what was debited before is over where the period restarts without proration', async () => {
    const { stripe } = world;
    const { customer, subscribe, yearly } = await arrange();
    const { id: monthly } = await createFlatPrice(stripe, { amount: 2_800 });
    const made = await subscribe([yearly]);
    const items = [{ id: String(made.items.data[0]?.id), price: monthly }];
    await world.advanceTo('2026-03-01T00:00:00Z');
    await stripe.subscriptions.update(made.id, { items, ...NOW });
    await world.advanceTo('2026-03-10T00:00:00Z');
    await stripe.subscriptions.update(made.id, {
      billing_cycle_anchor: { type: 'now' },
      proration_behavior: 'none',
    });
    await world.advanceTo('2026-03-12T00:00:00Z');
    await stripe.subscriptions.cancel(made.id, { prorate: true });
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    // 29 of 31 days, and none of the three that the month before had left.
    expect(data.map(({ amount }) => amount)).toEqual([-2_619]);
  });

  test('and its prorations wait for the next invoice unless they are asked for now', async () => {
    const { stripe } = world;
    const { customer, subscribe, fee, yearly } = await arrange();
    const made = await subscribe([fee]);
    await world.advanceTo('2026-01-30T12:00:00Z');
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: String(made.items.data[0]?.id), price: yearly }],
    });
    expect(changed.latest_invoice).toBe(made.latest_invoice);
    const { data } = await stripe.invoiceItems.list({ customer, pending: true });
    expect(data.map(({ amount }) => amount).toReversed()).toEqual([-1_550, 34_950]);
  });

  test.each([
    [
      'a trial',
      { trial_end: at('2026-01-25'), billing_cycle_anchor: at('2026-02-01') },
      '2026-01-25',
      [-400, 400],
    ],
    ['its start', { billing_cycle_anchor: at('2026-02-01') }, '2026-01-15', [-400, 400]],
  ] as const)('and its year began no earlier than after %s', async (_, params, start, amounts) => {
    const { stripe } = world;
    const { subscribe, fee, yearly, latest } = await arrange();
    const made = await subscribe([fee], params);
    await world.advanceTo('2026-01-28T00:00:00Z');
    const items = [{ id: String(made.items.data[0]?.id), price: yearly }];
    const changed = await stripe.subscriptions.update(made.id, { items, ...NOW });
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: at(start),
      current_period_end: at('2026-02-01'),
    });
    expect(await latest()).toEqual(amounts);
    await world.advanceTo('2026-02-01T02:00:00Z');
    expect(await latest()).toEqual([36_500]);
  });

  test('and what was used is billed at the price it was reported under', async () => {
    const { stripe } = world;
    const { subscribe, cent, report, invoices } = await arrange();
    const made = await subscribe([cent]);
    const { meter } = (await stripe.prices.retrieve(cent)).recurring ?? {};
    const { id: price } = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 5,
      recurring: { interval: 'year', usage_type: 'metered', meter: String(meter) },
      product_data: { name: 'Yearly use' },
    });
    await report('100');
    await world.advanceTo('2026-02-20T00:00:00Z');
    await report('20');
    await stripe.subscriptions.update(made.id, {
      items: [{ id: String(made.items.data[0]?.id), price }],
      ...NOW,
    });
    await report('7');
    await world.advanceTo('2027-01-15T02:00:00Z');
    const totals = (await invoices()).map(({ total }) => total);
    expect(totals).toEqual([7 * 5, 20, 100]);
  });

  test('and may be asked to move it', async () => {
    const { stripe } = world;
    const { subscribe, fee, yearly, latest } = await arrange();
    const made = await subscribe([fee]);
    await world.advanceTo('2026-01-30T12:00:00Z');
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: String(made.items.data[0]?.id), price: yearly }],
      billing_cycle_anchor: { type: 'now' },
    });
    expect(changed.billing_cycle_anchor).toBe(world.seconds());
    expect(await latest()).toEqual([-1_550, 36_500]);
  });
});
