import { describe, expect, test } from 'vitest';
import { linesOf } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const at = (iso: string) => Date.parse(iso) / 1_000;

describe.each(['flexible', 'classic'] as const)('usage of a trial in %s mode is never billed', (type) => {
  async function onTrial(params: { cancel_at?: number } = {}) {
    const made = await meteredCustomer(world.stripe);
    const { id, items } = await made.subscribe([made.cent], {
      billing_mode: { type },
      trial_end: at('2026-02-04'),
      ...params,
    });
    await made.report('100');
    await world.advanceTo('2026-01-25T00:00:00Z');
    const billed = async () => (await made.invoices()).reduce((sum, { total }) => sum + total, 0);
    return { ...made, id, item: String(items.data[0]?.id), billed };
  }

  test('when the trial is ended early', async () => {
    const { id, report, invoices, billed } = await onTrial();
    const ended = await world.stripe.subscriptions.update(id, { trial_end: 'now' });
    expect(ended).toMatchObject({ status: 'active', billing_cycle_anchor: world.seconds() });
    expect(await billed()).toBe(0);
    await report('7');
    await world.advanceTo('2026-02-25T02:00:00Z');
    expect(await invoices()).toMatchObject([{ total: 7 }, ...(type === 'classic' ? [{}] : [])]);
  });

  test('when its price is replaced', async () => {
    const { id, item, nickel, billed } = await onTrial();
    await world.stripe.subscriptions.update(id, { items: [{ id: item, price: nickel }] });
    await world.advanceTo('2026-03-25T00:00:00Z');
    expect(await billed()).toBe(0);
  });

  test.each([
    ['by a call', {}, (id: string) => world.stripe.subscriptions.cancel(id, { invoice_now: true })],
    ['by its date', { cancel_at: at('2026-01-28') }, () => Promise.resolve()],
  ])('when it is canceled %s', async (_, params, cancel) => {
    const { id, billed } = await onTrial(params);
    await cancel(id);
    await world.advanceTo('2026-01-28T02:00:00Z');
    expect(await world.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
    expect(await billed()).toBe(0);
  });
});

/** A trial of five days to 20 January ended without a card; on 25 January there is one. */
async function onPause() {
  const { stripe } = world;
  const made = await meteredCustomer(stripe, { card: false });
  const { id, items } = await made.subscribe([made.fee, made.cent], {
    trial_period_days: 5,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await made.report('1000');
  await world.advanceTo('2026-01-24T00:00:00Z');
  await made.report('500');
  await world.advanceTo('2026-01-25T00:00:00Z');
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: made.customer });
  await stripe.customers.update(made.customer, { invoice_settings: { default_payment_method: card.id } });
  return { ...made, stripe, id, items: items.data.map((item) => item.id) };
}

describe('a subscription that resumes after its trial’s pause', () => {
  test('was told of as paused', async () => {
    const { stripe, id } = await onPause();
    const { data } = await stripe.events.list({ type: 'customer.subscription.paused' });
    expect(data.map(({ data: { object } }) => object)).toMatchObject([{ id, status: 'paused' }]);
  });

  test('in a new period pays that one, and only for usage from then on', async () => {
    const { stripe, id, report, invoices } = await onPause();
    await stripe.subscriptions.resume(id);
    const [first] = await invoices();
    expect(first && linesOf(first)).toEqual([['1 × Growth (at $31.00 / month)', 3_100]]);
    await report('7');
    await world.advanceTo('2026-02-25T02:00:00Z');
    expect((await invoices())[0]).toMatchObject({ total: 3_107 });
  });

  test.each([
    // 26 of the 31 days from 20 January: $26.00, with the next invoice, at once, or not at all.
    ['create_prorations', [0], [2_600, 3_100, 7]],
    ['always_invoice', [2_600, 0], [3_100, 7]],
    ['none', [0], [3_100, 7]],
  ] as const)(
    'in the period that its anchor makes pays for what is left of it (%s)',
    async (proration_behavior, atOnce, cycle) => {
      const { stripe, id, report, invoices } = await onPause();
      const resumed = await stripe.subscriptions.resume(id, {
        billing_cycle_anchor: { type: 'unchanged' },
        proration_behavior,
      });
      expect(resumed).toMatchObject({ status: 'active', billing_cycle_anchor: at('2026-01-20') });
      for (const { current_period_start, current_period_end } of resumed.items.data) {
        expect([current_period_start, current_period_end]).toEqual([at('2026-01-20'), at('2026-02-20')]);
      }
      expect((await invoices()).map(({ total }) => total)).toEqual(atOnce);
      await report('7');
      await world.advanceTo('2026-02-20T02:00:00Z');
      const [next] = await invoices();
      expect(next?.lines.data.map(({ amount }) => amount)).toEqual(cycle);
    },
  );

  test('in a period that had begun before the trial ended pays for all from then on: 7 days, and 7 units', async () => {
    const { stripe } = world;
    const made = await meteredCustomer(stripe, { card: false });
    const { id } = await made.subscribe([made.fee, made.cent], {
      billing_cycle_anchor: at('2026-02-01'),
      trial_end: at('2026-01-20'),
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    });
    await world.advanceTo('2026-01-25T00:00:00Z');
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: made.customer });
    await stripe.customers.update(made.customer, { invoice_settings: { default_payment_method: card.id } });
    const resumed = await stripe.subscriptions.resume(id, {
      billing_cycle_anchor: { type: 'unchanged' },
      proration_behavior: 'always_invoice',
    });
    expect(resumed.items.data[0]).toMatchObject({
      current_period_start: at('2026-01-20'),
      current_period_end: at('2026-02-01'),
    });
    expect((await made.invoices())[0]).toMatchObject({ total: 700 });
    await made.report('7');
    await world.advanceTo('2026-02-01T02:00:00Z');
    expect((await made.invoices())[0]).toMatchObject({ total: 3_107 });
  });

  test('prorates at a time of that period, and at no other', async () => {
    const { stripe, id, invoices } = await onPause();
    const resume = (date: string) =>
      stripe.subscriptions.resume(id, {
        billing_cycle_anchor: { type: 'unchanged' },
        proration_behavior: 'always_invoice',
        proration_date: at(date),
      });
    for (const date of ['2026-01-19', '2026-02-21']) {
      expect(await refusal(resume(date))).toMatchObject({ statusCode: 400, param: 'proration_date' });
    }
    await resume('2026-01-20');
    expect((await invoices())[0]).toMatchObject({ total: 3_100 });
  });
});
