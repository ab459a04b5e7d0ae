import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenStripe, refusingStripe } from '../../../dev/testing/broken-stripe.ts';
import { deliver, newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { TEST_START } from '../../../dev/testing/environment.ts';
import { createPublisher, eventRow, inPostgres, losingAnswers } from '../../../dev/testing/events.ts';
import { signedEvent } from '../../../dev/testing/signed-event.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import type { CreatedCustomer } from '../customers/create-customer.ts';
import { LEASE_MS, takeLease } from '../mirror/lease.ts';
import { claimEvents } from './claim-events.ts';
import { processEvents } from './process-events.ts';

const ctx = testContext();
const withoutStripe = { ...ctx, stripe: brokenStripe(() => true) };
const LIMITS = { subjects: 8, except: [] };
const SECOND = 1_000;

let publisher: CreatedCustomer;

function later(by: number, of: ServiceContext = ctx): ServiceContext {
  return { ...of, now: new Date(ctx.now.getTime() + by) };
}

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createPublisher();
  await settleWebhooks(ctx);
});

afterEach(async () => {
  await ownerSql('TRUNCATE events, object_leases');
  await newDeliveries();
});

describe('many events of one object', () => {
  it('cost one reading: 40 of one invoice are settled together', async () => {
    const [invoice] = (await ctx.stripe.invoices.list({ customer: publisher.stripeCustomerId })).data;
    for (let index = 0; index < 40; index += 1) await signedEvent('invoice.updated', { ...invoice });
    const processed = await processEvents(ctx);
    expect(processed).toMatchObject({ claimed: 40, objects: 1, unchanged: 40, failed: 0, moreDue: false });
  });

  it('the whole first payment, about its charge and intent too, reads three objects', async () => {
    const other = await createPublisher();
    const processed = await settleWebhooks(ctx);
    expect(processed.claimed).toBeGreaterThan(8);
    expect(processed).toMatchObject({ objects: 3, failed: 0 });
    const [payment] = await ownerSql('SELECT status FROM payments WHERE customer_id = $1', [
      other.customerId,
    ]);
    expect(payment).toEqual({ status: 'succeeded' });
  });
});

describe('a backlog of many objects', () => {
  it('of 6 customers, mixed and three times over, costs one reading an object, in rounds of 4 objects too', async () => {
    for (let index = 0; index < 6; index += 1) await createPublisher();
    const deliveries = await newDeliveries();
    for (const delivery of deliveries) await deliver(delivery);
    await ownerSql(
      `INSERT INTO events (id, kind, subject, dedupe_key, payload, status, run_after, created_at)
       SELECT gen_random_uuid(), kind, subject, dedupe_key || n, payload, 'pending', run_after, created_at
         FROM events, generate_series(1, 2) AS n WHERE status = 'pending'`,
    );
    const reads = new Map<string, number>();
    const stripe = brokenStripe(({ method, path }) => {
      const isReading = method === 'GET' && /^\/v1\/(customers|subscriptions|invoices)\/[^/]+$/.test(path);
      if (isReading) reads.set(path, (reads.get(path) ?? 0) + 1);
      return false;
    });
    const anHourLater = later(3_600 * SECOND, { ...ctx, stripe });
    const processed = await processEvents(anHourLater, { maxSubrequests: 2_000, subjectsPerRound: 4 });
    expect(processed).toMatchObject({ failed: 0, deferred: 0, moreDue: false });
    expect(processed.claimed).toBeGreaterThan(3 * 6 * 8);
    expect(reads.size).toBe(18);
    expect([...reads].filter(([, count]) => count > 1)).toEqual([]);
  });
});

describe('what an event says', () => {
  it('is only a hint: the object is read, and a payload that lies changes nothing', async () => {
    const [invoice] = (await ctx.stripe.invoices.list({ customer: publisher.stripeCustomerId })).data;
    const id = await signedEvent('invoice.voided', { ...invoice, status: 'void', total: 1 });
    await processEvents(ctx);
    expect(await eventRow(id)).toMatchObject({ status: 'done', outcome: 'unchanged' });
    const [row] = await ownerSql('SELECT status, amount_minor FROM invoices WHERE stripe_invoice_id = $1', [
      invoice?.id,
    ]);
    expect(row).toEqual({ status: 'paid', amount_minor: '9900' });
  });

  it('about an object that neither Stripe nor we have ends as gone', async () => {
    const id = await signedEvent('invoice.updated', { id: 'in_nowhere', object: 'invoice' });
    expect(await processEvents(ctx)).toMatchObject({ ignored: 1, failed: 0 });
    expect(await eventRow(id)).toMatchObject({ status: 'done', outcome: 'gone' });
  });

  it('is taken for a deletion when Stripe does not have the subscription any more', async () => {
    const other = await createPublisher();
    await settleWebhooks(ctx);
    await ownerSql("UPDATE subscriptions SET stripe_subscription_id = 'sub_gone' WHERE customer_id = $1", [
      other.customerId,
    ]);
    const endedAt = Date.parse(TEST_START) / 1_000 - 3_600;
    await signedEvent('customer.subscription.deleted', {
      id: 'sub_gone',
      object: 'subscription',
      status: 'canceled',
      ended_at: endedAt,
    });
    await processEvents(ctx);
    const [row] = await ownerSql('SELECT status, ended_at FROM subscriptions WHERE customer_id = $1', [
      other.customerId,
    ]);
    expect(row).toEqual({ status: 'canceled', ended_at: '2026-04-15 11:00:00+00' });
  });

  it('about a payment intent without an invoice is ignored', async () => {
    const intent = await ctx.stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      customer: publisher.stripeCustomerId,
    });
    expect(await settleWebhooks(ctx)).toMatchObject({ claimed: 1, ignored: 1, failed: 0 });
    expect(intent.status).toBe('requires_payment_method');
  });
});

describe('while Stripe cannot be reached', () => {
  it('an event waits 15 s, then 30 s, counts no failure, and is done as soon as Stripe is back', async () => {
    const id = await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    expect(await processEvents(withoutStripe)).toMatchObject({ claimed: 1, failed: 0, deferred: 1, dead: 0 });
    expect(await eventRow(id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      deferrals: 1,
      run_after: inPostgres(later(15 * SECOND).now),
      lease_token: null,
      last_error: expect.stringContaining('connection to Stripe'),
      history: [{ at: TEST_START, what: 'deferred', error: expect.stringContaining('connection to Stripe') }],
    });
    expect(await processEvents(later(14 * SECOND))).toMatchObject({ claimed: 0 });
    await processEvents(later(15 * SECOND, withoutStripe));
    expect(await eventRow(id)).toMatchObject({
      status: 'pending',
      deferrals: 2,
      run_after: inPostgres(later(45 * SECOND).now),
    });
    expect(await processEvents(later(45 * SECOND))).toMatchObject({ claimed: 1, failed: 0 });
    expect(await eventRow(id)).toMatchObject({
      status: 'done',
      outcome: 'unchanged',
      attempts: 0,
      deferrals: 2,
    });
  });

  it('300 events of 300 objects cost a handful of calls a minute, and none is dead after six hours', async () => {
    await ownerSql(
      `INSERT INTO events (id, kind, subject, dedupe_key, payload, status, run_after, created_at)
       SELECT gen_random_uuid(), 'stripe_event', 'customer:cus_out_' || n, 'evt_out_' || n,
              jsonb_build_object('stripeEventId', 'evt_out_' || n, 'type', 'customer.updated'), 'pending', $1, $1
         FROM generate_series(1, 300) AS n`,
      [TEST_START],
    );
    let calls = 0;
    const stripe = brokenStripe(() => {
      calls += 1;
      return true;
    });
    for (let minute = 0; minute < 360; minute += 10) {
      expect(await processEvents(later(minute * 60 * SECOND, { ...ctx, stripe }))).toMatchObject({
        halted: 'outage',
        moreDue: false,
      });
    }
    expect(calls / 36).toBeLessThanOrEqual(18);
    expect(await ownerSql("SELECT FROM events WHERE status = 'dead' OR attempts > 0")).toEqual([]);
    const afterwards = later(361 * 60 * SECOND + 900 * SECOND);
    const back = [await processEvents(afterwards), await processEvents(afterwards)];
    expect(back.reduce((sum, { ignored }) => sum + ignored, 0)).toBe(300);
    expect(back[1]).toMatchObject({ halted: null, moreDue: false });
  });

  it('an event deferred 299 times, for more than three days, is dead after the 300th', async () => {
    const id = await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    await ownerSql('UPDATE events SET deferrals = 299');
    expect(await processEvents(withoutStripe)).toMatchObject({ failed: 0, deferred: 0, dead: 1 });
    expect(await eventRow(id)).toMatchObject({ status: 'dead', finished_at: inPostgres(ctx.now) });
  });
});

describe('when Stripe asks us to slow down', () => {
  it('the run ends at once, and everything that is due waits as long as Stripe said', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      ids.push(await signedEvent('customer.updated', { id: `cus_slow_${index}`, object: 'customer' }));
    }
    let calls = 0;
    const stripe = refusingStripe(() => {
      calls += 1;
      return {
        status: 429,
        headers: { 'stripe-rate-limited-reason': 'global-rate', 'retry-after': '40' },
      };
    });
    const halted = await processEvents({ ...ctx, stripe });
    expect(halted).toMatchObject({ halted: 'throttled', failed: 0, dead: 0, moreDue: false });
    expect(calls).toBeLessThanOrEqual(16);
    const soonest = inPostgres(later(40 * SECOND).now);
    expect(await ownerSql('SELECT DISTINCT run_after, attempts, status FROM events')).toEqual([
      { run_after: soonest, attempts: 0, status: 'pending' },
    ]);
    expect(await processEvents(later(39 * SECOND))).toMatchObject({ claimed: 0 });
    expect(await processEvents(later(40 * SECOND))).toMatchObject({ claimed: 40, ignored: 40 });
  });

  it('about one object only, the others go on', async () => {
    const slow = await signedEvent('customer.updated', { id: 'cus_locked', object: 'customer' });
    const other = await signedEvent('customer.updated', { id: 'cus_free', object: 'customer' });
    const stripe = refusingStripe(({ path }) =>
      path.endsWith('cus_locked') ? { status: 429, headers: {} } : null,
    );
    expect(await processEvents({ ...ctx, stripe })).toMatchObject({
      deferred: 1,
      ignored: 1,
      halted: null,
    });
    expect(await eventRow(slow)).toMatchObject({ status: 'pending', deferrals: 1, attempts: 0 });
    expect(await eventRow(other)).toMatchObject({ status: 'done', outcome: 'gone' });
  });
});

describe('an event that fails of itself', () => {
  it('7 times is dead after the 8th, says why, and is not tried again', async () => {
    const impostor = await ctx.stripe.customers.create({ metadata: { customer_id: publisher.customerId } });
    await newDeliveries();
    const id = await signedEvent('customer.updated', { id: impostor.id, object: 'customer' });
    await ownerSql('UPDATE events SET attempts = 7');
    expect(await processEvents(ctx)).toMatchObject({ failed: 0, dead: 1 });
    expect(await eventRow(id)).toMatchObject({
      status: 'dead',
      attempts: 8,
      finished_at: inPostgres(ctx.now),
      last_error: expect.stringContaining('is linked to'),
      history: [{ what: 'parked', error: expect.stringContaining('is linked to') }],
    });
    expect(await processEvents(later(86_400 * SECOND))).toMatchObject({ claimed: 0 });
  });
});

describe('an object that fails', () => {
  it('does not hold up the others, and gives its lease back', async () => {
    const impostor = await ctx.stripe.customers.create({ metadata: { customer_id: publisher.customerId } });
    const other = await createPublisher();
    const processed = await settleWebhooks(ctx);
    expect(processed.failed).toBe(1);
    const [row] = await ownerSql('SELECT status FROM invoices WHERE customer_id = $1', [other.customerId]);
    expect(row).toEqual({ status: 'paid' });
    expect(await takeLease(ctx, `customer:${impostor.id}`, 'yield')).not.toBeNull();
  });
});

describe('two processors at once', () => {
  it('settle every event once, and no change is written twice', async () => {
    const others = await Promise.all([createPublisher(), createPublisher(), createPublisher()]);
    for (const delivery of await newDeliveries()) await deliver(delivery);
    const [{ total } = {}] = await ownerSql(
      "SELECT count(*)::int AS total FROM events WHERE status = 'pending'",
    );
    const runs = await Promise.all([processEvents(ctx), processEvents(ctx), processEvents(ctx)]);
    const rest = await processEvents(ctx);
    const settled = [...runs, rest].reduce((sum, run) => sum + run.applied + run.unchanged, 0);
    expect(settled).toBe(total);
    expect(await ownerSql("SELECT id FROM events WHERE status <> 'done'")).toEqual([]);
    for (const { customerId } of others) {
      const twice = await ownerSql(
        `SELECT action FROM billing_audit WHERE customer_id = $1 AND before IS NULL
          GROUP BY action, object_id HAVING count(*) > 1`,
        [customerId],
      );
      expect(twice).toEqual([]);
      const [row] = await ownerSql('SELECT status FROM invoices WHERE customer_id = $1', [customerId]);
      expect(row).toEqual({ status: 'paid' });
    }
  });

  it('the second leaves an object alone that the first is reading', async () => {
    await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    expect(await claimEvents(ctx, LIMITS)).toHaveLength(1);
    await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    expect(await claimEvents(ctx, LIMITS)).toEqual([]);
  });

  it('a payment of an invoice that somebody is reading is put back, not failed', async () => {
    const [invoice] = (await ctx.stripe.invoices.list({ customer: publisher.stripeCustomerId })).data;
    const [payment] = await ownerSql('SELECT stripe_charge_id FROM payments WHERE customer_id = $1', [
      publisher.customerId,
    ]);
    await takeLease(ctx, `invoice:${invoice?.id}`, 'yield');
    const id = await signedEvent('charge.updated', { id: payment?.stripe_charge_id, object: 'charge' });
    expect(await processEvents(ctx)).toMatchObject({ postponed: 1, failed: 0, moreDue: false });
    expect(await eventRow(id)).toMatchObject({ status: 'pending', attempts: 0, lease_token: null });
    expect(await processEvents(later(LEASE_MS + 1))).toMatchObject({ unchanged: 1 });
  });
});

describe('a processor that died', () => {
  it('loses its events to the next one when its lease ends, and that counts against none of them', async () => {
    const id = await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    await claimEvents(ctx, LIMITS);
    expect(await processEvents(later(LEASE_MS - 1))).toMatchObject({ claimed: 0 });
    expect(await processEvents(later(LEASE_MS))).toMatchObject({ claimed: 1, unchanged: 1 });
    expect(await eventRow(id)).toMatchObject({
      status: 'done',
      attempts: 0,
      takeovers: 1,
      history: [{ what: 'taken_over' }],
    });
  });

  it('takes an innocent event with it twice; then the suspects are claimed one by one, after all others', async () => {
    await signedEvent('customer.updated', { id: 'cus_suspect_1', object: 'customer' });
    await signedEvent('customer.updated', { id: 'cus_suspect_2', object: 'customer' });
    for (let death = 0; death < 3; death += 1) {
      expect(await claimEvents(later(death * LEASE_MS), LIMITS)).toHaveLength(2);
    }
    await signedEvent('customer.updated', { id: 'cus_fresh', object: 'customer' });
    const [fresh] = await claimEvents(later(3 * LEASE_MS), LIMITS);
    expect(fresh?.lease.subject).toBe('customer:cus_fresh');
    expect(await claimEvents(later(3 * LEASE_MS), LIMITS)).toHaveLength(1);
    expect(await claimEvents(later(3 * LEASE_MS), LIMITS)).toHaveLength(1);
  });

  it('over the same event five times leaves it dead in the end', async () => {
    const id = await signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });
    for (let death = 0; death < 5; death += 1) {
      expect(await claimEvents(later(death * LEASE_MS), LIMITS)).toHaveLength(1);
    }
    expect(await processEvents(later(5 * LEASE_MS))).toMatchObject({ dead: 1 });
    expect(await eventRow(id)).toMatchObject({
      status: 'dead',
      attempts: 1,
      takeovers: 5,
      last_error: expect.stringContaining('never heard of again'),
    });
  });

  it('leaves no lease behind on an object whose events somebody else finished in between', async () => {
    await signedEvent('customer.updated', { id: 'cus_raced', object: 'customer' });
    const runs = await Promise.all([processEvents(ctx), processEvents(ctx), processEvents(ctx)]);
    expect(runs.reduce((sum, run) => sum + run.ignored, 0)).toBe(1);
    expect(await ownerSql('SELECT subject FROM object_leases WHERE lease_token IS NOT NULL')).toEqual([]);
  });
});

describe('an answer of the database that is lost', () => {
  const aboutTheCustomer = () =>
    signedEvent('customer.updated', { id: publisher.stripeCustomerId, object: 'customer' });

  it('to the claim: the events are given back at once, not when a lease ends', async () => {
    const id = await aboutTheCustomer();
    await expect(processEvents(losingAnswers((call) => call === 1))).rejects.toThrow('answer 1 was lost');
    expect(await eventRow(id)).toMatchObject({ status: 'pending', attempts: 0, lease_token: null });
    expect(await processEvents(ctx)).toMatchObject({ claimed: 1, unchanged: 1 });
  });

  it('to the last write: what was done stays done', async () => {
    const id = await aboutTheCustomer();
    await processEvents(losingAnswers((call) => call === 3));
    expect(await eventRow(id)).toMatchObject({ status: 'done', outcome: 'unchanged', attempts: 0 });
  });

  it('to the note of a failure: the note is written again, and counts once', async () => {
    const id = await aboutTheCustomer();
    const stripe = brokenStripe(() => true);
    const lossy = losingAnswers((call) => call === 2);
    expect(await processEvents({ ...lossy, stripe })).toMatchObject({ deferred: 1 });
    expect(await eventRow(id)).toMatchObject({ status: 'pending', deferrals: 1, lease_token: null });
  });
});

it('stops before its invocation runs out of requests, puts back what it did not begin, and says that more is due', async () => {
  for (let index = 0; index < 60; index += 1) {
    await signedEvent('customer.updated', { id: `cus_nowhere_${index}`, object: 'customer' });
  }
  const first = await processEvents(ctx, { maxSubrequests: 10 });
  expect(first).toMatchObject({ moreDue: true, failed: 0 });
  expect(first.ignored).toBeGreaterThan(3);
  expect(first.ignored + first.postponed).toBe(60);
  const second = await processEvents(ctx);
  expect(second).toMatchObject({ claimed: first.postponed, ignored: first.postponed, moreDue: false });
});
