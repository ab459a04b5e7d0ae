import { describe, expect, test } from 'vitest';
import { linesOf } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RESTART = { billing_cycle_anchor: { type: 'now' } } as const;
const units = (count: number, price: string) =>
  `${count} impression × Impressions (Tier 1 at $${price} / month)`;

/** The same change said in two ways: another price on an item, or another item in its place. */
const SWAPS = [
  ['another price', (id: string, price: string) => [{ id, price }]],
  ['another item', (id: string, price: string) => [{ id, deleted: true }, { price }]],
] as const;

describe.each(SWAPS)('in the last minutes of a period %s', (_, change) => {
  test.each([
    [
      'that restarts the cycle bills what is stamped past its end at the old price: 10 × 1¢',
      RESTART,
      [0, 10],
    ],
    ['leaves that to the next period, at the new price: 10 × 5¢', {}, [50, 0]],
  ] as const)('%s', async (_case, params, totals) => {
    const { stripe } = world;
    const { customer, subscribe, cent, nickel, invoices } = await meteredCustomer(stripe);
    const { id, items } = await subscribe([cent]);
    await world.advanceTo('2026-02-14T23:58:00Z');
    await stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: customer, value: '10' },
      timestamp: world.seconds() + 180,
    });
    const changed = change(String(items.data[0]?.id), nickel);
    await stripe.subscriptions.update(id, { items: changed, ...params });
    await world.advanceTo('2026-03-20T00:00:00Z');
    expect((await invoices()).map(({ total }) => total)).toEqual(totals);
  });
});

test('usage that is stamped past the period is billed with it where nothing will bill that meter any more', async () => {
  const { stripe } = world;
  const { customer, subscribe, cent, fee, invoices } = await meteredCustomer(stripe);
  const { id, items } = await subscribe([cent]);
  await world.advanceTo('2026-02-14T23:58:00Z');
  await stripe.billing.meterEvents.create({
    event_name: 'impressions',
    payload: { stripe_customer_id: customer, value: '10' },
    timestamp: world.seconds() + 300,
  });
  const changed = [{ id: String(items.data[0]?.id), deleted: true }, { price: fee }];
  await stripe.subscriptions.update(id, { items: changed });
  await world.advanceTo('2026-02-15T02:00:00Z');
  expect((await invoices())[0]).toMatchObject({ total: 3_110 });
});

describe.each(SWAPS)('a restart that puts %s', (_, change) => {
  test('on the same meter bills the ended period at the old price only: 100 × 1¢ = $1.00', async () => {
    const { subscribe, cent, nickel, report, invoices } = await meteredCustomer(world.stripe);
    const { id, items } = await subscribe([cent]);
    await report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    await world.stripe.subscriptions.update(id, {
      items: change(String(items.data[0]?.id), nickel),
      ...RESTART,
    });
    expect((await invoices()).map(linesOf)).toEqual([[[units(100, '0.01'), 100]]]);
    await report('10');
    await world.advanceTo('2026-02-25T02:00:00Z');
    const [cycle] = await invoices();
    expect(cycle && linesOf(cycle)).toEqual([[units(10, '0.05'), 50]]);
  });

  test('of usage for a fee bills no usage from before it: −$21.00 for 21 of 31 days unused', async () => {
    const { subscribe, fee, cent, report, invoices } = await meteredCustomer(world.stripe);
    const { id, items } = await subscribe([fee]);
    await report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    const changed = { items: change(String(items.data[0]?.id), cent), ...RESTART };
    const preview = await world.stripe.invoices.createPreview({
      subscription: id,
      subscription_details: changed,
    });
    await world.stripe.subscriptions.update(id, changed);
    const [first] = await invoices();
    expect(first && linesOf(first)).toEqual([['Unused time on Growth after 25 Jan 2026', -2_100]]);
    expect(linesOf(preview)).toEqual(first && linesOf(first));
  });

  test('in classic mode leaves the usage before it unbilled, and has a line of nothing for what is ahead', async () => {
    const { subscribe, cent, nickel, report, invoices } = await meteredCustomer(world.stripe);
    const { id, items } = await subscribe([cent], { billing_mode: { type: 'classic' } });
    await report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    await world.stripe.subscriptions.update(id, {
      items: change(String(items.data[0]?.id), nickel),
      ...RESTART,
    });
    const [first] = await invoices();
    expect(first && linesOf(first)).toEqual([[units(0, '0.05'), 0]]);
    expect(first?.lines.data[0]?.period.start).toBe(world.seconds());
  });

  test('without proration takes the old price off without billing for it', async () => {
    const { subscribe, fee, cent, nickel, report, invoices } = await meteredCustomer(world.stripe);
    const { id, items } = await subscribe([fee, cent]);
    await report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    await world.stripe.subscriptions.update(id, {
      items: change(String(items.data[1]?.id), nickel),
      proration_behavior: 'none',
    });
    await report('10');
    await world.advanceTo('2026-02-15T02:00:00Z');
    const [cycle] = await invoices();
    expect(cycle && linesOf(cycle).map(([, amount]) => amount)).toEqual([3_100, 50]);
  });
});

test.each(['flexible', 'classic'] as const)(
  'what was reported before an item joined is left out of that period alone: 100 after a restart are billed (%s)',
  async (type) => {
    const { subscribe, fee, cent, report, invoices } = await meteredCustomer(world.stripe);
    const { id } = await subscribe([fee], { billing_mode: { type } });
    await report('500');
    await world.advanceTo('2026-01-20T00:00:00Z');
    await world.stripe.subscriptions.update(id, { items: [{ price: cent }] });
    await report('30');
    await world.advanceTo('2026-01-25T00:00:00Z');
    await world.stripe.subscriptions.update(id, { ...RESTART, proration_behavior: 'none' });
    const [restarted] = await invoices();
    expect(restarted && linesOf(restarted)).toContainEqual([units(30, '0.01'), 30]);
    await report('100');
    await world.advanceTo('2026-02-25T02:00:00Z');
    const [cycle] = await invoices();
    expect(cycle && linesOf(cycle)).toContainEqual([units(100, '0.01'), 100]);
  },
);

describe('an event that is stamped four minutes ahead', () => {
  async function ahead() {
    const { stripe } = world;
    const arranged = await meteredCustomer(stripe);
    const reportAhead = () =>
      stripe.billing.meterEvents.create({
        event_name: 'impressions',
        payload: { stripe_customer_id: arranged.customer, value: '40' },
        timestamp: world.seconds() + 240,
      });
    const amounts = async () =>
      (await arranged.invoices()).flatMap(({ lines }) => lines.data.map(({ amount }) => amount));
    return { ...arranged, reportAhead, amounts };
  }

  test('is billed once, at the price that it was reported under, also where a restart comes before its time', async () => {
    const { subscribe, cent, nickel, report, reportAhead, amounts } = await ahead();
    const { id, items } = await subscribe([cent]);
    await world.advanceTo('2026-01-25T00:00:00Z');
    await report('100');
    await reportAhead();
    await world.stripe.subscriptions.update(id, {
      items: [{ id: String(items.data[0]?.id), price: nickel }],
    });
    await world.passMinute();
    await report('10');
    await world.passMinute();
    await world.stripe.subscriptions.update(id, RESTART);
    await report('7');
    await world.advanceTo('2026-02-25T02:00:00Z');
    const billed = await amounts();
    // 140 × 1¢ at once; of the 10 at 5¢ and the 40 ahead that were paid for 10 are in the next period, beside its 7.
    expect(billed.reduce((sum, amount) => sum + amount, 0)).toBe(140 + 17 * 5);
  });

  test('before its item joined is billed by no period of it', async () => {
    const { subscribe, fee, cent, reportAhead, report, amounts } = await ahead();
    const { id } = await subscribe([fee]);
    await reportAhead();
    await world.stripe.subscriptions.update(id, { items: [{ price: cent }] });
    await world.passMinute();
    await world.stripe.subscriptions.update(id, { ...RESTART, proration_behavior: 'none' });
    await report('9');
    await world.advanceTo('2026-02-16T02:00:00Z');
    expect((await amounts()).filter((amount) => amount > 0)).toEqual([3_100, 9, 3_100, 3_100]);
  });

  test('and canceled is not missed from what comes in its stead', async () => {
    const { stripe } = world;
    const { subscribe, cent, nickel, reportAhead, report, amounts } = await ahead();
    const { id, items } = await subscribe([cent]);
    await world.advanceTo('2026-01-25T00:00:00Z');
    const { identifier } = await reportAhead();
    await stripe.subscriptions.update(id, { items: [{ id: String(items.data[0]?.id), price: nickel }] });
    const { event_name } = await stripe.billing.meterEvents.create({
      event_name: 'impressions',
      payload: { stripe_customer_id: String((await stripe.subscriptions.retrieve(id)).customer), value: '1' },
    });
    await stripe.billing.meterEventAdjustments.create({ event_name, type: 'cancel', cancel: { identifier } });
    await world.passMinute();
    await stripe.subscriptions.update(id, RESTART);
    await report('30');
    await world.advanceTo('2026-02-25T02:00:00Z');
    expect(await amounts()).toContain(30 * 5);
  });
});
