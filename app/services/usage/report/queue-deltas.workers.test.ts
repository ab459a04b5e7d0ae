import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { explain } from '../../../../dev/testing/explain.ts';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { planAdjustments } from '../../adjustments/plan-adjustments.ts';
import { queueDeltas } from './queue-deltas.ts';

/** Anchored on 31 January: periods end on 28 February and 31 March. */
const FEBRUARY = {
  anchorAt: '2026-01-31T00:00:00.000Z',
  periodStart: '2026-01-31T00:00:00.000Z',
  periodEnd: '2026-02-28T00:00:00.000Z',
  createdAt: '2026-01-31T00:00:00.000Z',
};
const MARCH = { ...FEBRUARY, periodStart: '2026-02-28T00:00:00.000Z', periodEnd: '2026-03-31T00:00:00.000Z' };

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(resetUsage);

async function insertPublisher(subscription: Partial<Parameters<typeof insertTestSubscription>[0]>) {
  const { id } = await insertTestCustomer();
  const subscriptionId = await insertTestSubscription({ customerId: id, ...FEBRUARY, ...subscription });
  return { id, subscriptionId };
}

async function syncHour(customerId: string, input: { hour: string; quantity?: number; now: string }) {
  const { hour, quantity = 5, now } = input;
  await setReplicaRows([{ customerId, metric: 'impressions', hour, quantity, updatedAt: now }]);
  return (await runTestSync(testContext({ now: new Date(now) }))).outbox;
}

async function outboxOf(customerId: string) {
  return ownerSql<{ identifier: string; delta: number; status: string; sendBefore: string | null }>(
    `SELECT identifier, quantity_delta::int AS delta, status,
       to_char(send_before AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS "sendBefore"
     FROM usage_outbox WHERE customer_id = $1 ORDER BY identifier`,
    [customerId],
  );
}

async function insertCycleInvoice(customer: { id: string; subscriptionId: string }, status: string) {
  await ownerSql(
    `INSERT INTO invoices (id, customer_id, subscription_id, stripe_invoice_id, status, billing_reason, currency,
       subtotal_minor, tax_minor, amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor,
       period_start, period_end, auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at)
     VALUES (gen_random_uuid(), $1, $2, 'in_' || gen_random_uuid(), $3, 'subscription_cycle', 'usd', 0, 0, 0, 0, 0, 0,
       $4, $5, true, 0, '{}', '[]', $5, $5, $5)`,
    [customer.id, customer.subscriptionId, status, FEBRUARY.periodStart, FEBRUARY.periodEnd],
  );
}

describe('queueDeltas', () => {
  test('an hour of the running period is pending until 50 minutes after the period’s end', async () => {
    const { id } = await insertPublisher({});
    await syncHour(id, { hour: '2026-02-10T10:00:00.000Z', now: '2026-02-10T11:05:00.000Z' });
    expect(await outboxOf(id)).toEqual([
      {
        identifier: `${id}:impressions:1770717600:1`,
        delta: 5,
        status: 'pending',
        sendBefore: '2026-02-28 00:50',
      },
    ]);
  });

  test('a correction from 5 to 3 is a second row of −2 under its own identifier; no change is no row', async () => {
    const { id } = await insertPublisher({});
    const hour = '2026-02-10T10:00:00.000Z';
    await syncHour(id, { hour, now: '2026-02-10T11:05:00.000Z' });
    await syncHour(id, { hour, quantity: 3, now: '2026-02-10T12:05:00.000Z' });
    expect(await syncHour(id, { hour, quantity: 3, now: '2026-02-10T13:05:00.000Z' })).toEqual({
      pending: 0,
      held: 0,
    });
    expect(await outboxOf(id)).toMatchObject([
      { identifier: `${id}:impressions:1770717600:1`, delta: 5 },
      { identifier: `${id}:impressions:1770717600:2`, delta: -2 },
    ]);
  });

  test('the last hour still goes 5 minutes after the period’s end, whether or not the mirror has renewed', async () => {
    const [stale, renewed] = [await insertPublisher({}), await insertPublisher(MARCH)];
    for (const { id } of [stale, renewed]) {
      await syncHour(id, { hour: '2026-02-27T23:00:00.000Z', now: '2026-02-28T00:05:00.000Z' });
      expect(await outboxOf(id)).toMatchObject([{ status: 'pending', sendBefore: '2026-02-28 00:50' }]);
    }
  });

  test('the first hour of a new period is pending even while the mirror still shows the old one', async () => {
    const { id } = await insertPublisher({});
    await syncHour(id, { hour: '2026-02-28T00:00:00.000Z', now: '2026-02-28T01:05:00.000Z' });
    expect(await outboxOf(id)).toMatchObject([{ status: 'pending', sendBefore: '2026-03-31 00:50' }]);
  });

  test('an hour of the period before is held from 50 minutes after its end, whatever the mirror shows', async () => {
    for (const subscription of [FEBRUARY, MARCH]) {
      const { id } = await insertPublisher(subscription);
      await syncHour(id, { hour: '2026-02-27T23:00:00.000Z', now: '2026-02-28T00:50:00.000Z' });
      expect(await outboxOf(id)).toMatchObject([{ status: 'held', sendBefore: null }]);
    }
  });

  test.each([
    ['draft', 'pending'],
    ['open', 'held'],
    ['paid', 'held'],
    ['void', 'held'],
  ])(
    '5 minutes after the period’s end with its invoice %s, the hour is %s',
    async (invoiceStatus, status) => {
      const customer = await insertPublisher(MARCH);
      await insertCycleInvoice(customer, invoiceStatus);
      await syncHour(customer.id, { hour: '2026-02-27T23:00:00.000Z', now: '2026-02-28T00:05:00.000Z' });
      expect(await outboxOf(customer.id)).toMatchObject([{ status }]);
    },
  );

  test('hours before the day the subscription was made are held, those of that day are pending', async () => {
    const { id } = await insertPublisher({
      anchorAt: '2026-02-28T00:00:00.000Z',
      createdAt: '2026-01-31T14:37:00.000Z',
    });
    await syncHour(id, { hour: '2026-01-30T23:00:00.000Z', now: '2026-01-31T15:05:00.000Z' });
    await syncHour(id, { hour: '2026-01-31T00:00:00.000Z', now: '2026-01-31T16:05:00.000Z' });
    expect((await outboxOf(id)).map(({ status }) => status)).toEqual(['held', 'pending']);
  });

  test('without a subscription an hour waits undecided, and is queued once there is one', async () => {
    const { id } = await insertTestCustomer();
    await syncHour(id, { hour: '2026-02-10T10:00:00.000Z', now: '2026-02-10T11:05:00.000Z' });
    expect(await outboxOf(id)).toEqual([]);
    await insertTestSubscription({ customerId: id, ...FEBRUARY });
    await runTestSync(testContext({ now: new Date('2026-02-10T12:05:00.000Z') }));
    expect(await outboxOf(id)).toMatchObject([{ status: 'pending', delta: 5 }]);
  });

  test('an hour after the end of a subscription waits two days for the next one, then it is held', async () => {
    const ended = await insertPublisher({ status: 'canceled', endedAt: '2026-02-10T10:00:00.000Z' });
    await syncHour(ended.id, { hour: '2026-02-10T09:00:00.000Z', now: '2026-02-10T10:05:00.000Z' });
    await syncHour(ended.id, { hour: '2026-02-10T10:00:00.000Z', now: '2026-02-10T10:06:00.000Z' });
    const atThat = [{ status: 'pending', sendBefore: '2026-02-10 10:50' }];
    await runTestSync(testContext({ now: new Date('2026-02-12T09:59:00.000Z') }));
    expect(await outboxOf(ended.id)).toMatchObject(atThat);
    await runTestSync(testContext({ now: new Date('2026-02-12T10:00:00.000Z') }));
    expect(await outboxOf(ended.id)).toMatchObject([...atThat, { status: 'held' }]);
  });

  test('an hour after an announced end waits', async () => {
    const ending = await insertPublisher({ cancelAtPeriodEnd: true });
    await syncHour(ending.id, { hour: '2026-02-28T00:00:00.000Z', now: '2026-02-28T01:05:00.000Z' });
    await runTestSync(testContext({ now: new Date('2026-03-03T00:00:00.000Z') }));
    expect(await outboxOf(ending.id)).toEqual([]);
  });

  test('the next subscription, paid for hours later, takes the hours that it was incomplete in', async () => {
    const { id } = await insertPublisher({ status: 'canceled', endedAt: '2026-02-10T09:30:00.000Z' });
    const from = '2026-02-10T10:00:00.000Z';
    const terms = {
      anchorAt: from,
      createdAt: from,
      periodStart: from,
      periodEnd: '2026-03-10T10:00:00.000Z',
    };
    const next = await insertTestSubscription({ customerId: id, ...terms, status: 'incomplete' });
    await ownerSql('UPDATE subscriptions SET begun_at = $2 WHERE id = $1', [next, from]);
    await syncHour(id, { hour: from, now: '2026-02-10T11:05:00.000Z' });
    await planAdjustments(testContext({ now: new Date('2026-02-10T11:35:00.000Z') }));
    await ownerSql(`UPDATE subscriptions SET status = 'active' WHERE id = $1`, [next]);
    await runTestSync(testContext({ now: new Date('2026-02-11T08:05:00.000Z') }));
    expect(await outboxOf(id)).toMatchObject([{ status: 'pending', sendBefore: '2026-03-10 10:50' }]);
  });

  test('an hour of a plan that runs is its own, although a younger one has ended', async () => {
    const { id } = await insertPublisher({});
    const from = '2026-02-05T00:00:00.000Z';
    await insertTestSubscription({
      customerId: id,
      ...{ anchorAt: from, createdAt: from, periodStart: from, periodEnd: '2026-03-05T00:00:00.000Z' },
      status: 'canceled',
      endedAt: '2026-02-05T09:30:00.000Z',
    });
    await syncHour(id, { hour: '2026-02-10T10:00:00.000Z', now: '2026-02-10T11:05:00.000Z' });
    expect(await outboxOf(id)).toMatchObject([{ status: 'pending', sendBefore: '2026-02-28 00:50' }]);
  });

  test('takes a difference once when three syncs run at once', async () => {
    const { id } = await insertPublisher({});
    await setReplicaRows([
      {
        customerId: id,
        metric: 'impressions',
        hour: '2026-02-10T10:00:00.000Z',
        quantity: 5,
        updatedAt: '2026-02-10T11:00:00.000Z',
      },
    ]);
    const ctx = testContext({ now: new Date('2026-02-10T11:05:00.000Z') });
    await Promise.all([1, 2, 3].map(() => runTestSync(ctx)));
    expect(await outboxOf(id)).toHaveLength(1);
  });

  test('pages of 1, 2 and 3 days queue what one page does, past hours that nobody can decide yet', async () => {
    const undecided = (await insertTestCustomer()).id;
    const early = (await insertPublisher(MARCH)).id;
    const late = (await insertPublisher(MARCH)).id;
    const hours = ['2026-02-27T20', '2026-02-27T21', '2026-03-01T00', '2026-03-01T01'];
    const rows = [undecided, early, late].flatMap((customerId) =>
      hours.map((hour, index) => ({
        customerId,
        metric: 'impressions',
        hour: `${hour}:00:00.000Z`,
        quantity: index + 1,
        updatedAt: '2026-03-01T02:00:00.000Z',
      })),
    );
    const queuedBy = async (daysPerPage: number) => {
      await resetUsage();
      await setReplicaRows(rows);
      const ctx = testContext({ now: new Date('2026-03-01T02:05:00.000Z') });
      const { outbox } = await runTestSync(ctx, { daysPerPage });
      return { outbox, rows: [...(await outboxOf(early)), ...(await outboxOf(late))] };
    };
    const whole = await queuedBy(2_000);
    expect(whole.outbox).toEqual({ pending: 4, held: 4 });
    for (const daysPerPage of [1, 2, 3]) expect(await queuedBy(daysPerPage)).toEqual(whole);
    expect(await outboxOf(undecided)).toEqual([]);
    const hour = '2026-03-01T02:00:00.000Z';
    await setReplicaRows([
      { customerId: late, metric: 'impressions', hour, quantity: 9, updatedAt: '2026-03-01T03:00:00.000Z' },
    ]);
    const ctx = testContext({ now: new Date('2026-03-01T03:05:00.000Z') });
    expect((await runTestSync(ctx, { daysPerPage: 2 })).outbox).toEqual({ pending: 1, held: 0 });
  });

  test('what was taken is the sum of the outbox, pending and held', async () => {
    const { id } = await insertPublisher(MARCH);
    await syncHour(id, { hour: '2026-02-27T20:00:00.000Z', quantity: 11, now: '2026-02-28T00:05:00.000Z' });
    await syncHour(id, { hour: '2026-02-27T20:00:00.000Z', quantity: 13, now: '2026-02-28T03:05:00.000Z' });
    const [taken] = await ownerSql(
      'SELECT sum(reported_quantity)::int AS sum FROM usage_records WHERE customer_id = $1',
      [id],
    );
    expect(taken).toEqual({ sum: 13 });
    expect(await outboxOf(id)).toMatchObject([
      { delta: 11, status: 'pending' },
      { delta: 2, status: 'held' },
    ]);
  });
});

test('with 20,000 invoices the period’s invoice is found by its subscription, without a sequential scan', async () => {
  const { id } = await insertTestCustomer();
  await ownerSql(
    `INSERT INTO subscriptions (id, customer_id, stripe_subscription_id, plan_version_id, status, currency,
       billing_anchor_at, current_period_start, current_period_end, cancel_at_period_end, ended_at,
       created_at, updated_at, mirrored_at)
     SELECT gen_random_uuid(), $1, 'sub_many_' || n, v.id, 'canceled', 'usd', $2, $2, $3, false, $3, $2, $2, $2
     FROM (SELECT id FROM plan_versions LIMIT 1) v, generate_series(1, 2000) AS n`,
    [id, FEBRUARY.periodStart, FEBRUARY.periodEnd],
  );
  await ownerSql(
    `INSERT INTO invoices (id, customer_id, subscription_id, stripe_invoice_id, status, billing_reason, currency,
       subtotal_minor, tax_minor, amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor,
       period_start, period_end, auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at)
     SELECT gen_random_uuid(), $1, s.id, concat_ws('_', 'in', s.stripe_subscription_id, n), 'paid',
       'subscription_cycle', 'usd', 0, 0, 0, 0, 0, 0, $2, $3, true, 0, '{}', '[]', $3, $3, $3
     FROM subscriptions s, generate_series(1, 10) AS n WHERE s.customer_id = $1`,
    [id, FEBRUARY.periodStart, FEBRUARY.periodEnd],
  );
  await ownerSql('ANALYZE invoices, subscriptions');
  const nodes = await explain(queueDeltas({ now: new Date('2026-02-10T11:05:00.000Z'), days: 2_000 }));
  const ofInvoices = nodes.filter((node) => node['Relation Name'] === 'invoices');
  expect(ofInvoices.length).toBeGreaterThan(0);
  expect(ofInvoices.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  expect(nodes.map((node) => node['Index Name'])).toContain('invoices_subscription_id_period_start_index');
});
