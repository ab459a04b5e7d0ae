import { describe, expect, test } from 'vitest';
import { linesOf } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (iso: string) => Date.parse(iso) / 1_000;
const FEE = '1 × Growth (at $31.00 / month)';

describe('a trial to 25 January with an anchor on 1 February', () => {
  const dates = { trial_end: at('2026-01-25'), billing_cycle_anchor: at('2026-02-01') };

  test('is followed by a period of 7 of 31 days, $7.00, and then by whole ones', async () => {
    const { stripe } = world;
    const { subscribe, fee, cent, report, invoices } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee, cent], dates);
    await report('1000');
    const preview = await stripe.invoices.createPreview({ subscription: id });
    expect(linesOf(preview)).toEqual([[FEE, 700]]);
    await world.advanceTo('2026-01-25T02:00:00Z');
    const [stub] = await invoices();
    expect(stub && linesOf(stub)).toEqual([[FEE, 700]]);
    const period = { start: at('2026-01-25'), end: at('2026-02-01') };
    expect(stub).toMatchObject({ amount_paid: 700, lines: { data: [{ period }] } });
    const [item] = (await stripe.subscriptions.retrieve(id)).items.data;
    expect([item?.current_period_start, item?.current_period_end]).toEqual([period.start, period.end]);
    await report('9');
    await world.advanceTo('2026-02-01T02:00:00Z');
    const [cycle] = await invoices();
    expect(cycle?.lines.data).toMatchObject([
      { amount: 3_100, period: { start: at('2026-02-01'), end: at('2026-03-01') } },
      { amount: 9, period },
    ]);
  });

  test('without proration is followed by a free period, which makes no invoice', async () => {
    const { stripe } = world;
    const { subscribe, fee, invoices } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee], { ...dates, proration_behavior: 'none' });
    await world.advanceTo('2026-01-26T00:00:00Z');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });
    expect(await invoices()).toMatchObject([{ total: 0 }]);
    await world.advanceTo('2026-02-01T02:00:00Z');
    expect(await invoices()).toMatchObject([{ total: 3_100 }, { total: 0 }]);
  });
});

test('a trial without an anchor of its own is followed by a whole period, without proration too', async () => {
  const { subscribe, fee, invoices } = await meteredCustomer(world.stripe);
  await subscribe([fee], { trial_end: at('2026-01-25'), proration_behavior: 'none' });
  await world.advanceTo('2026-01-25T02:00:00Z');
  expect((await invoices())[0]).toMatchObject({ total: 3_100, status: 'paid' });
});

describe('an anchor beside a trial', () => {
  test('before its end is refused', async () => {
    const { subscribe, fee } = await meteredCustomer(world.stripe);
    const early = subscribe([fee], {
      trial_end: at('2026-01-25'),
      billing_cycle_anchor: at('2026-01-20'),
    });
    expect(await refusal(early)).toMatchObject({ statusCode: 400, param: 'billing_cycle_anchor' });
    expect((await world.stripe.subscriptions.list()).data).toEqual([]);
  });

  test('at its end is followed by a whole period', async () => {
    const { subscribe, fee, invoices } = await meteredCustomer(world.stripe);
    await subscribe([fee], { trial_end: at('2026-01-25'), billing_cycle_anchor: at('2026-01-25') });
    await world.advanceTo('2026-01-25T02:00:00Z');
    expect((await invoices())[0]).toMatchObject({ total: 3_100 });
  });

  test('said by its day is the first such day after the trial', async () => {
    const { subscribe, fee } = await meteredCustomer(world.stripe);
    const { billing_cycle_anchor: anchor } = await subscribe([fee], {
      trial_end: at('2026-02-05'),
      billing_cycle_anchor_config: { day_of_month: 1 },
    });
    expect(anchor).toBe(at('2026-03-01'));
  });
});

describe('without proration, what lies before a given anchor is free and makes no invoice', () => {
  test.each([
    ['a part of a period', '2026-02-01'],
    ['a whole period', '2026-02-15'],
  ])('%s', async (_, anchor) => {
    const { subscribe, fee, cent, report, invoices } = await meteredCustomer(world.stripe);
    const made = await subscribe([fee, cent], {
      billing_cycle_anchor: at(anchor),
      proration_behavior: 'none',
      billing_mode: { type: 'classic' },
    });
    expect(made).toMatchObject({ status: 'active', latest_invoice: null });
    await report('9');
    await world.advanceTo(`${anchor}T02:00:00Z`);
    const [cycle, ...others] = await invoices();
    expect(others).toEqual([]);
    expect(cycle?.lines.data.map(({ amount }) => amount)).toEqual([3_100, 9]);
  });
});

test.each([
  ['charges the whole period', undefined, 3_100, '2026-02-16'],
  ['without proration charges what is left of it, 15 of 28 days', 'none', 1_661, '2026-03-01'],
] as const)(
  'a subscription that is backdated to 16 February on 1 March %s',
  async (_, behavior, amount, start) => {
    await world.advanceTo('2026-03-01T00:00:00Z');
    const { subscribe, fee, invoices } = await meteredCustomer(world.stripe);
    const made = await subscribe([fee], {
      backdate_start_date: at('2026-02-16'),
      ...(behavior === undefined ? {} : { proration_behavior: behavior }),
    });
    expect(made.start_date).toBe(at('2026-02-16'));
    const [first] = await invoices();
    expect(first?.lines.data).toMatchObject([
      { amount, period: { start: at(start), end: at('2026-03-16') } },
    ]);
  },
);
