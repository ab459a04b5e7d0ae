import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { linesOf } from './testing/catalog.ts';
import { meteredCustomer } from './testing/metered-customer.ts';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();
const RESTART = { billing_cycle_anchor: { type: 'now' } } as const;
const HALF = '2026-01-30T12:00:00Z';
const at = (iso: string) => Date.parse(iso) / 1_000;

describe('a trial that is given to a paid, running subscription', () => {
  test.each([
    ['credits', {}, [['Unused time on Growth after 30 Jan 2026', -1_550]]],
    ['without proration does not credit', { proration_behavior: 'none' }, []],
  ] as const)(
    '%s the unused half, bills the usage so far and shows the trial; the preview is the same',
    async (_, params, credit) => {
      const { stripe } = world;
      const { subscribe, fee, cent, report, invoices, customer } = await meteredCustomer(stripe);
      const { id } = await subscribe([fee, cent]);
      await report('80');
      await world.advanceTo(HALF);
      const change = { trial_end: at('2026-02-20'), ...params };
      const preview = await stripe.invoices.createPreview({
        subscription: id,
        subscription_details: change,
      });
      const changed = await stripe.subscriptions.update(id, change);
      expect(changed).toMatchObject({
        status: 'trialing',
        trial_start: world.seconds(),
        billing_cycle_anchor: change.trial_end,
      });
      const [first] = await invoices();
      expect(first && linesOf(first)).toEqual([
        ...credit,
        ['Trial period for Growth', 0],
        ['80 impression × Impressions (Tier 1 at $0.01 / month)', 80],
      ]);
      expect(first).toMatchObject({ billing_reason: 'subscription_update', status: 'paid' });
      expect(linesOf(preview)).toEqual(first && linesOf(first));
      const balance = credit.length === 0 ? 0 : -1_470;
      expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance });
      await report('1000');
      await world.advanceTo('2026-02-20T02:00:00Z');
      const [cycle] = await invoices();
      expect(cycle).toMatchObject({ total: 3_100, amount_due: 3_100 + balance });
    },
  );

  test.each(['active', 'past_due'] as const)(
    'bills no line of nothing for usage that is added in it, in classic mode either, of one that was %s',
    async (status) => {
      const { stripe } = world;
      const { customer, subscribe, fee, cent, invoices } = await meteredCustomer(stripe);
      const { id } = await subscribe([fee], { billing_mode: { type: 'classic' } });
      if (status === 'past_due') {
        const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
        await stripe.subscriptions.update(id, { default_payment_method: bad });
      }
      await world.advanceTo('2026-02-15T02:00:00Z');
      expect((await stripe.subscriptions.retrieve(id)).status).toBe(status);
      await stripe.subscriptions.update(id, { trial_end: at('2026-03-01') });
      const count = (await invoices()).length;
      await stripe.subscriptions.update(id, {
        items: [{ price: cent }],
        proration_behavior: 'always_invoice',
      });
      expect(await invoices()).toHaveLength(count);
    },
  );

  test('settles what is past due by its own invoice of nothing, which is the latest then', async () => {
    const { stripe } = world;
    const { customer, subscribe, fee } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee]);
    const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(id, { default_payment_method: bad });
    await world.advanceTo('2026-02-15T02:00:00Z');
    const { status, latest_invoice: unpaid } = await stripe.subscriptions.retrieve(id);
    expect(status).toBe('past_due');
    for (const end of ['2026-03-01', '2026-03-10']) {
      const changed = await stripe.subscriptions.update(id, { trial_end: at(end) });
      expect(changed).toMatchObject({ status: 'trialing', trial_end: at(end) });
    }
    await world.advanceTo('2026-03-07T00:00:00Z');
    const { data: told } = await stripe.events.list({ type: 'customer.subscription.trial_will_end' });
    expect(told).toHaveLength(1);
    await refusal(stripe.invoices.pay(String(unpaid)));
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('trialing');
    await world.advanceTo('2026-03-10T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('after another begins then', async () => {
    const { stripe } = world;
    const { subscribe, fee } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee], { trial_end: at('2026-01-20') });
    await world.advanceTo(HALF);
    const again = await stripe.subscriptions.update(id, { trial_end: at('2026-02-20') });
    expect(again).toMatchObject({ trial_start: at(HALF), trial_end: at('2026-02-20') });
  });

  test('once it runs is prolonged without another invoice, and started only once', async () => {
    const { stripe } = world;
    const { subscribe, fee, invoices } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee]);
    await world.advanceTo(HALF);
    await stripe.subscriptions.update(id, { trial_end: at('2026-02-20') });
    const before = await invoices();
    await world.advanceTo('2026-02-01T00:00:00Z');
    const longer = await stripe.subscriptions.update(id, { trial_end: at('2026-03-01') });
    expect(longer).toMatchObject({ trial_start: at(HALF), trial_end: at('2026-03-01') });
    expect(await invoices()).toEqual(before);
  });
});

test('a trial whose first invoice is not paid stays free, and is one again once that is paid', async () => {
  const { stripe } = world;
  const { subscribe, fee, cent, report, invoices, customer } = await meteredCustomer(stripe);
  const { id } = await subscribe([fee, cent]);
  await report('80');
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  const good = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.subscriptions.update(id, { default_payment_method: bad.id });
  await world.advanceTo(HALF);
  const change = { trial_end: at('2026-02-20'), proration_behavior: 'none' } as const;
  await stripe.subscriptions.update(id, change);
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
  await stripe.subscriptions.update(id, { default_payment_method: good.id });
  const [open] = await invoices();
  await stripe.invoices.pay(String(open?.id));
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'trialing' });
});

test('a trial that ends while an older invoice is not paid bills none of its usage', async () => {
  const { stripe } = world;
  const { subscribe, fee, cent, report, invoices, customer } = await meteredCustomer(stripe);
  const { id } = await subscribe([fee, cent]);
  await report('80');
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.subscriptions.update(id, { default_payment_method: bad.id });
  await world.advanceTo(HALF);
  const change = { trial_end: at('2026-02-01'), proration_behavior: 'none' } as const;
  await stripe.subscriptions.update(id, change);
  await report('1000');
  await world.advanceTo('2026-02-01T00:00:00Z');
  const [cycle] = await invoices();
  expect(cycle && linesOf(cycle)).toEqual([['1 × Growth (at $31.00 / month)', 3_100]]);
});

test.each([
  ['cancel', 'canceled'],
  ['pause', 'paused'],
  ['create_invoice', 'past_due'],
] as const)(
  'a trial whose own invoice is not paid ends without a card as it says: %s',
  async (missing, status) => {
    const { stripe } = world;
    const { subscribe, fee, cent, report, customer } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee, cent], {
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    });
    await report('80');
    const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(id, { default_payment_method: bad });
    await world.advanceTo(HALF);
    await stripe.subscriptions.update(id, { trial_end: at('2026-02-01'), proration_behavior: 'none' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
    const { data: cards } = await stripe.paymentMethods.list({ customer });
    for (const card of cards) await stripe.paymentMethods.detach(card.id);
    await world.advanceTo('2026-02-01T00:00:00Z');
    expect((await stripe.subscriptions.retrieve(id)).status).toBe(status);
  },
);

describe('while a trial runs', () => {
  const onTrial = async (params: Partial<Stripe.SubscriptionCreateParams> = {}) => {
    const made = await meteredCustomer(world.stripe);
    const { id, items } = await made.subscribe([made.fee], { trial_end: at('2026-02-04'), ...params });
    await world.advanceTo('2026-01-25T00:00:00Z');
    return { ...made, id, item: String(items.data[0]?.id) };
  };

  test('an anchor before its end is refused with the code that says so, in a preview too', async () => {
    const { stripe } = world;
    const { id, invoices } = await onTrial();
    const before = await stripe.subscriptions.retrieve(id);
    const code = 'subscription_update_trial_after_billing_cycle_anchor';
    expect(await refusal(stripe.subscriptions.update(id, RESTART))).toMatchObject({
      statusCode: 400,
      code,
      param: 'billing_cycle_anchor',
    });
    const preview = stripe.invoices.createPreview({ subscription: id, subscription_details: RESTART });
    expect(await refusal(preview)).toMatchObject({
      code,
      param: 'subscription_details[billing_cycle_anchor]',
    });
    expect(await stripe.subscriptions.retrieve(id)).toEqual(before);
    expect(await invoices()).toHaveLength(1);
  });

  test('the trial may be ended with it', async () => {
    const { id, invoices } = await onTrial();
    const ended = await world.stripe.subscriptions.update(id, { ...RESTART, trial_end: 'now' });
    expect(ended).toMatchObject({ status: 'active', billing_cycle_anchor: world.seconds() });
    expect((await invoices())[0]).toMatchObject({ total: 3_100, status: 'paid' });
  });

  test('a trial of a running subscription and an anchor before its end are refused together', async () => {
    const { stripe } = world;
    const { subscribe, fee } = await meteredCustomer(stripe);
    const { id } = await subscribe([fee]);
    const both = stripe.subscriptions.update(id, { ...RESTART, trial_end: at('2026-02-04') });
    expect(await refusal(both)).toMatchObject({ statusCode: 400, param: 'billing_cycle_anchor' });
  });

  test('a price of another interval goes on with the trial, and is paid when that ends', async () => {
    const { stripe } = world;
    const { id, item, invoices } = await onTrial();
    const yearly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 30_000,
      recurring: { interval: 'year' },
      product_data: { name: 'Growth, yearly' },
    });
    const changed = await stripe.subscriptions.update(id, { items: [{ id: item, price: yearly.id }] });
    expect(changed).toMatchObject({ status: 'trialing', billing_cycle_anchor: at('2026-02-04') });
    expect(changed.items.data[0]?.current_period_end).toBe(at('2026-02-04'));
    expect(await invoices()).toHaveLength(1);
    await world.advanceTo('2026-02-04T02:00:00Z');
    const [first] = await invoices();
    expect(first).toMatchObject({ total: 30_000, status: 'paid' });
    expect(first?.lines.data[0]?.period).toEqual({ start: at('2026-02-04'), end: at('2027-02-04') });
  });

  test('usage that is added has no line of nothing, in classic mode either', async () => {
    const { id, cent, invoices } = await onTrial({ billing_mode: { type: 'classic' } });
    await world.stripe.subscriptions.update(id, {
      items: [{ price: cent }],
      proration_behavior: 'always_invoice',
    });
    expect(await invoices()).toHaveLength(1);
  });
});
