import { describe, expect, test } from 'vitest';
import {
  createCustomer,
  createFlatPrice,
  createMeter,
  createTieredPrice,
  linesOf,
} from './testing/catalog.ts';
import { stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

async function subscribe(card = 'pm_card_visa') {
  const { stripe } = world;
  const customer = await createCustomer(stripe, { card });
  const meter = await createMeter(stripe);
  const flat = await createFlatPrice(stripe, { amount: 49_900 });
  const metered = await createTieredPrice(stripe, {
    meter: meter.id,
    tiers: [
      [1_000, '0'],
      [5_000, '0.012'],
      ['inf', '0.01'],
    ],
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: flat.id }, { price: metered.id }],
  });
  return { customer, meter, subscription };
}

const report = (customer: string, value: string, at: string, identifier?: string) =>
  world.stripe.billing.meterEvents.create({
    event_name: 'impressions',
    payload: { stripe_customer_id: customer, value },
    timestamp: Date.parse(at) / 1000,
    ...(identifier === undefined ? {} : { identifier }),
  });

const newest = async (customer: string) => {
  const [invoice] = (await world.stripe.invoices.list({ customer, limit: 1 })).data;
  if (!invoice) throw new Error('no invoice');
  return invoice;
};

describe('the first period', () => {
  test('bills the fee of $499.00 at once and no usage, and is paid', async () => {
    const { customer, subscription } = await subscribe();
    const invoice = await newest(customer.id);
    expect(subscription.status).toBe('active');
    expect(subscription.billing_mode.type).toBe('flexible');
    expect(invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      amount_paid: 49_900,
    });
    expect(linesOf(invoice)).toEqual([['1 × Growth (at $499.00 / month)', 49_900]]);
    expect(subscription.items.data[0]?.current_period_end).toBe(Date.parse('2026-02-15') / 1000);
  });
});

describe('a renewal', () => {
  test('drafts at the period’s end, waits an hour, then bills one line per tier: 1,000 free, 4,000 at 0.012¢ = 48¢, 2,005 at 0.01¢ = 20¢', async () => {
    const { customer } = await subscribe();
    await world.advanceTo('2026-02-14T12:00:00Z');
    await report(customer.id, '7000', '2026-02-14T10:00:00Z');
    await world.advanceTo('2026-02-15T00:00:00Z');
    const draft = await newest(customer.id);
    expect(draft.status).toBe('draft');
    expect(draft.automatically_finalizes_at).toBe(Date.parse('2026-02-15T01:00:00Z') / 1000);
    await world.advanceTo('2026-02-15T00:59:00Z');
    await report(customer.id, '5', '2026-02-14T23:00:00Z');
    await report(customer.id, '999', '2026-02-15T00:00:00Z');
    await world.advanceTo('2026-02-15T01:00:00Z');
    const paid = await newest(customer.id);
    expect(paid).toMatchObject({ status: 'paid', billing_reason: 'subscription_cycle', attempt_count: 1 });
    expect(linesOf(paid)).toEqual([
      ['1 × Growth (at $499.00 / month)', 49_900],
      ['1000 impression × Impressions (Tier 1 at $0.00 / month)', 0],
      ['4000 impression × Impressions (Tier 2 at $0.00012 / month)', 48],
      ['2005 impression × Impressions (Tier 3 at $0.0001 / month)', 20],
    ]);
    expect(paid.period_end).toBe(Date.parse('2026-02-15') / 1000);
    expect(
      paid.lines.data.map((line) => new Date(line.period.start * 1000).toISOString().slice(0, 10)),
    ).toEqual(['2026-02-15', '2026-01-15', '2026-01-15', '2026-01-15']);
  });

  test('puts usage of the next period’s first hour, reported in the grace hour, on the next invoice', async () => {
    const { customer } = await subscribe();
    await world.advanceTo('2026-02-15T00:30:00Z');
    await report(customer.id, '3000', '2026-02-15T00:00:00Z');
    await world.advanceTo('2026-03-15T02:00:00Z');
    expect(linesOf(await newest(customer.id)).slice(1)).toEqual([
      ['1000 impression × Impressions (Tier 1 at $0.00 / month)', 0],
      ['2000 impression × Impressions (Tier 2 at $0.00012 / month)', 24],
    ]);
  });

  test('keeps the anchor: 31 January, 28 February, 31 March', async () => {
    await world.advanceTo('2026-01-31T10:00:00Z');
    const { customer, subscription } = await subscribe();
    await world.advanceTo('2026-03-31T12:00:00Z');
    const invoices = await world.stripe.invoices.list({ customer: customer.id });
    expect(invoices.data.map((invoice) => new Date(invoice.created * 1000).toISOString())).toEqual([
      '2026-03-31T10:00:00.000Z',
      '2026-02-28T10:00:00.000Z',
      '2026-01-31T10:00:00.000Z',
    ]);
    expect(invoices.data.map((invoice) => invoice.number?.slice(-4))).toEqual(['0003', '0002', '0001']);
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).latest_invoice).toBe(
      invoices.data[0]?.id,
    );
  });

  test('whose card is refused leaves the invoice open with one attempt and no retry, the subscription past due', async () => {
    const { customer, subscription } = await subscribe();
    const method = await world.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    });
    await world.stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: method.id },
    });
    await world.advanceTo('2026-02-16T00:00:00Z');
    const failed = await newest(customer.id);
    expect(failed).toMatchObject({
      status: 'open',
      attempt_count: 1,
      attempted: true,
      next_payment_attempt: null,
    });
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due');
    expect(world.standIn.eventTypes()).toEqual(
      expect.arrayContaining(['charge.failed', 'payment_intent.payment_failed', 'invoice.payment_failed']),
    );
    const good = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const paid = await world.stripe.invoices.pay(failed.id, { payment_method: good.id });
    expect(paid).toMatchObject({ status: 'paid', attempt_count: 1 });
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  test('at a scheduled end bills the usage of the last period and then stops', async () => {
    const { customer, subscription } = await subscribe();
    await world.advanceTo('2026-02-10T00:00:00Z');
    await report(customer.id, '2000', '2026-02-09T00:00:00Z');
    const leaving = await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(leaving.cancel_at).toBe(Date.parse('2026-02-15') / 1000);
    await world.advanceTo('2026-04-20T00:00:00Z');
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    const invoices = await world.stripe.invoices.list({ customer: customer.id });
    expect(invoices.data).toHaveLength(2);
    // 12 cents are below the smallest charge of 50, so they wait on the balance.
    expect(invoices.data[0]).toMatchObject({ status: 'paid', total: 12, amount_due: 0, ending_balance: 12 });
  });
});

describe('Stripe’s own order of events', () => {
  test('of a paid renewal: changed, drafted, finalized, charged, paid', async () => {
    await subscribe();
    await world.advanceTo('2026-02-14T00:00:00Z');
    const since = world.seconds();
    await world.advanceTo('2026-02-15T02:00:00Z');
    const events = await world.stripe.events.list({ created: { gt: since }, limit: 100 });
    expect(events.data.map((event) => event.type).reverse()).toEqual([
      'invoice.created',
      'customer.subscription.updated',
      'payment_intent.created',
      'invoice.updated',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    expect(events.data.every((event) => event.pending_webhooks === 0)).toBe(true);
  });
});
