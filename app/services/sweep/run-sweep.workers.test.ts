import { beforeAll, beforeEach, expect, it } from 'vitest';
import { brokenStripe } from '../../../dev/testing/broken-stripe.ts';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../customers/create-customer.ts';
import { processEvents } from '../events/process-events.ts';
import { runSweep } from './run-sweep.ts';
import { SWEEP_SOURCES } from './sources.ts';

const ctx = testContext();
const HOUR_MS = 3_600_000;
let publisher: CreatedCustomer;

function source(name: string) {
  const found = SWEEP_SOURCES.find((known) => known.name === name);
  if (found === undefined) throw new Error(`no source ${name}`);
  return found;
}

/** Stripe's lists end before the second they are asked in. */
const later = { ...ctx, now: new Date(ctx.now.getTime() + 1_000) };

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createCustomer(ctx, {
    email: 'sweep@publisher.test',
    name: 'Sweep',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
});

beforeEach(async () => {
  await ownerSql('TRUNCATE stripe_webhook_events, events, object_leases, stripe_sweeps');
});

it('finds every event that never came, once, and the mirror is right afterwards', async () => {
  const deliveries = await newDeliveries();
  const [first] = deliveries;
  if (first) await deliver(first);
  const swept = await runSweep(later, source('events'));
  expect(swept).toMatchObject({ missed: deliveries.length - 1, seen: deliveries.length, complete: true });
  expect(
    await ownerSql('SELECT found_by, count(*)::int FROM stripe_webhook_events GROUP BY 1 ORDER BY 1'),
  ).toEqual([
    { found_by: 'delivery', count: 1 },
    { found_by: 'sweep', count: deliveries.length - 1 },
  ]);
  expect(await runSweep(later, source('events'))).toMatchObject({ missed: 0 });
  expect(
    await ownerSql(
      `SELECT bool_and(e.run_after = w.stripe_created_at) AS in_order FROM events e
        JOIN stripe_webhook_events w ON w.stripe_event_id = e.dedupe_key WHERE w.found_by = 'sweep'`,
    ),
  ).toEqual([{ in_order: true }]);
  expect(await processEvents(later)).toMatchObject({ failed: 0, claimed: expect.any(Number) });
  const [row] = await ownerSql('SELECT status FROM invoices WHERE customer_id = $1', [publisher.customerId]);
  expect(row).toEqual({ status: 'paid' });
  const [kept] = await ownerSql(
    "SELECT stripe_customer_id, payload ->> 'object' AS object FROM stripe_webhook_events WHERE type = 'invoice.paid'",
  );
  expect(kept).toEqual({ stripe_customer_id: publisher.stripeCustomerId, object: 'event' });
});

it('finds in its first pass what is weeks old, because the passes before it may all have failed', async () => {
  const weeksLater = { ...ctx, now: new Date(ctx.now.getTime() + 20 * 24 * HOUR_MS) };
  const swept = await runSweep(weeksLater, source('events'));
  expect(swept.missed).toBe(swept.seen);
  expect(swept.seen).toBeGreaterThan(0);
  expect(
    await ownerSql(
      'SELECT count(*)::int FROM stripe_webhook_events WHERE received_at - stripe_created_at > $1',
      ['19 days'],
    ),
  ).toEqual([{ count: swept.seen }]);
});

it('in a first pass takes the oldest day first, because Stripe forgets it first, and goes on where it was', async () => {
  const weeksLater = { ...ctx, now: new Date(ctx.now.getTime() + 28 * 24 * HOUR_MS) };
  const first = await runSweep(weeksLater, source('events'), { maxPages: 3 });
  expect(first).toMatchObject({ pages: 3, complete: false });
  expect(first.missed).toBeGreaterThan(0);
  const nextHour = { ...weeksLater, now: new Date(weeksLater.now.getTime() + HOUR_MS) };
  expect(await runSweep(nextHour, source('events'))).toMatchObject({ complete: true, missed: 0 });
  expect(await ownerSql('SELECT swept_to, pass_to FROM stripe_sweeps')).toEqual([
    { swept_to: '2026-05-13 13:00:00+00', pass_to: null },
  ]);
});

it('does not let what is new wait for a first pass that lasts for days, and stands in for it no longer than needed', async () => {
  expect(await runSweep(later, source('events'), { maxPages: 5 })).toMatchObject({
    seen: 0,
    complete: false,
  });
  const recent = await runSweep(later, source('recent-events'));
  expect(recent).toMatchObject({ missed: recent.seen, complete: true });
  expect(recent.seen).toBeGreaterThan(0);
  expect(await runSweep(later, source('events'))).toMatchObject({ missed: 0, complete: true });
  expect(await runSweep(later, source('recent-events'))).toMatchObject({ pages: 0, complete: true });
});

it('brings to its end what it began in place of a pass that has come by since', async () => {
  await ownerSql(
    `INSERT INTO stripe_sweeps (name, swept_to, pass_to, cursor, updated_at)
     VALUES ('events', '2026-04-15T11:30:00Z', null, null, '2026-04-15T11:30:00Z'),
            ('recent-events', '2026-04-14T11:00:00Z', '2026-04-15T11:00:00Z', null, '2026-04-15T11:00:00Z')`,
  );
  expect(await runSweep(later, source('recent-events'))).toMatchObject({ complete: true });
  expect(await ownerSql("SELECT swept_to, pass_to FROM stripe_sweeps WHERE name = 'recent-events'")).toEqual([
    { swept_to: '2026-04-15 12:00:01+00', pass_to: null },
  ]);
});

it('goes on in the next run where a pass ran out of pages, and moves its watermark only at its end', async () => {
  for (let index = 0; index < 230; index += 1) {
    await ctx.stripe.customers.update(publisher.stripeCustomerId, { metadata: { n: String(index) } });
  }
  const total = (await newDeliveries()).length;
  expect(total).toBeGreaterThanOrEqual(230);
  await ownerSql(
    `INSERT INTO stripe_sweeps (name, swept_to, pass_to, cursor, updated_at)
     VALUES ('events', '2026-04-15T11:00:00Z', null, null, '2026-04-15T11:00:00Z')`,
  );
  const first = await runSweep(later, source('events'), { maxPages: 1 });
  expect(first).toMatchObject({ pages: 1, seen: 100, complete: false });
  const [state] = await ownerSql('SELECT swept_to, pass_to, cursor FROM stripe_sweeps');
  expect(state).toEqual({
    swept_to: '2026-04-15 11:00:00+00',
    pass_to: '2026-04-15 12:00:01+00',
    cursor: expect.stringMatching(/^evt_/),
  });
  const second = await runSweep({ ...later, now: new Date(later.now.getTime() + HOUR_MS) }, source('events'));
  expect(second.complete).toBe(true);
  const all = await ctx.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
  expect(first.missed + second.missed).toBe(all.length);
  expect(await ownerSql('SELECT swept_to, pass_to, cursor FROM stripe_sweeps')).toEqual([
    { swept_to: '2026-04-15 13:00:01+00', pass_to: null, cursor: null },
  ]);
});

it('begins the pass anew when Stripe has forgotten where it was', async () => {
  await ownerSql(
    `INSERT INTO stripe_sweeps (name, swept_to, pass_to, cursor, updated_at)
     VALUES ('events', '2026-04-15T11:00:00Z', '2026-04-15T12:00:01Z', 'evt_forgotten', '2026-04-15T12:00:00Z')`,
  );
  expect(await runSweep(later, source('events'))).toMatchObject({ complete: true });
});

it('leaves a pass that another run has overtaken, and goes on from the watermark', async () => {
  await ownerSql(
    `INSERT INTO stripe_sweeps (name, swept_to, pass_to, cursor, updated_at)
     VALUES ('events', '2026-04-15T11:30:00Z', '2026-04-14T11:30:00Z', 'evt_old', '2026-04-15T12:00:00Z')`,
  );
  const swept = await runSweep(later, source('events'));
  expect(swept).toMatchObject({ pages: Math.ceil(swept.seen / 100), complete: true });
  expect(await ownerSql('SELECT swept_to, pass_to FROM stripe_sweeps')).toEqual([
    { swept_to: '2026-04-15 12:00:01+00', pass_to: null },
  ]);
});

it('leaves everything as it was when Stripe does not answer', async () => {
  const stripe = brokenStripe(() => true);
  await expect(runSweep({ ...later, stripe }, source('undelivered'))).rejects.toThrow('connection to Stripe');
  expect(await ownerSql('SELECT FROM stripe_sweeps')).toEqual([]);
});

it('queues an invoice and a subscription that changed without an event, and nothing that is right', async () => {
  await settleWebhooks(later);
  expect(await runSweep(later, source('invoices'))).toMatchObject({ missed: 0, seen: 1 });
  expect(await runSweep(later, source('subscriptions'))).toMatchObject({ missed: 0, seen: 1 });
  await ownerSql("UPDATE invoices SET status = 'open', amount_remaining_minor = 9900");
  await ownerSql("UPDATE subscriptions SET status = 'past_due'");
  await ownerSql('TRUNCATE stripe_sweeps');
  expect(await runSweep(later, source('invoices'))).toMatchObject({ missed: 1 });
  expect(await runSweep(later, source('subscriptions'))).toMatchObject({ missed: 1 });
  expect(await processEvents(later)).toMatchObject({ claimed: 2, applied: 2 });
  const [row] = await ownerSql(
    'SELECT i.status AS invoice, s.status AS subscription FROM invoices i JOIN subscriptions s USING (customer_id)',
  );
  expect(row).toEqual({ invoice: 'paid', subscription: 'active' });
});

it.each(['cancel_at', 'cancel_at_period_end'] as const)(
  'queues a subscription that was given its end by %s without an event, and again when that is taken back',
  async (by) => {
    await settleWebhooks(later);
    const [subscription] = (await ctx.stripe.subscriptions.list({ customer: publisher.stripeCustomerId }))
      .data;
    const id = String(subscription?.id);
    const end = async () => {
      await ownerSql('TRUNCATE stripe_sweeps, events');
      expect(await runSweep(later, source('subscriptions'))).toMatchObject({ missed: 1 });
      expect(await processEvents(later)).toMatchObject({ claimed: 1, applied: 1 });
      const [row] = await ownerSql('SELECT cancel_at = current_period_end AS with_period FROM subscriptions');
      return row;
    };
    await ctx.stripe.subscriptions.update(
      id,
      by === 'cancel_at' ? { cancel_at: 'max_period_end' } : { cancel_at_period_end: true },
    );
    expect(await end()).toEqual({ with_period: true });
    await ctx.stripe.subscriptions.update(id, { cancel_at_period_end: false });
    expect(await end()).toEqual({ with_period: null });
  },
);

it('looks at the objects once a day only', async () => {
  await runSweep(later, source('invoices'));
  const soon = { ...later, now: new Date(later.now.getTime() + 23 * HOUR_MS) };
  expect(await runSweep(soon, source('invoices'))).toMatchObject({ pages: 0 });
  const next = { ...later, now: new Date(later.now.getTime() + 24 * HOUR_MS) };
  expect(await runSweep(next, source('invoices'))).toMatchObject({ pages: 1 });
});
