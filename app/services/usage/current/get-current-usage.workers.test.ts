import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  countTrips,
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { getUsageForecast } from '../forecast/get-usage-forecast.ts';
import { getUsageHistory } from '../history/get-usage-history.ts';
import { getCurrentUsage } from './get-current-usage.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const APRIL = {
  anchorAt: '2026-02-01T00:00:00.000Z',
  periodStart: '2026-04-01T00:00:00.000Z',
  periodEnd: '2026-05-01T00:00:00.000Z',
  createdAt: '2026-02-01T00:00:00.000Z',
};

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(resetUsage);

async function insertPublisher(subscription: Partial<Parameters<typeof insertTestSubscription>[0]> = {}) {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...APRIL, ...subscription });
  return customer;
}

async function syncHours(customerId: string, hours: Record<string, [metric: string, quantity: number]>) {
  await setReplicaRows(
    Object.entries(hours).map(([hour, [metric, quantity]]) => ({
      customerId,
      metric,
      hour: `${hour}:00.000Z`,
      quantity,
      updatedAt: '2026-04-15T11:00:00.000Z',
    })),
  );
  await runTestSync(testContext({ now: NOW }));
}

function usageOf(customer: Awaited<ReturnType<typeof insertTestCustomer>>, now = NOW) {
  return getCurrentUsage(testContext({ actor: publisherActor(customer), now }), { customerId: customer.id });
}

describe('getCurrentUsage', () => {
  test('6 M impressions on Starter: 4 M × $0.12 + 1 M × $0.10 per 1,000 = $580.00, with the plan and the sync’s time', async () => {
    const customer = await insertPublisher();
    await syncHours(customer.id, {
      '2026-04-02T05:00': ['impressions', 2_000_000],
      '2026-04-14T23:00': ['impressions', 4_000_000],
      '2026-03-31T23:00': ['impressions', 9_000_000],
    });
    const usage = await usageOf(customer);
    expect(usage.metrics.impressions).toMatchObject({
      quantity: 6_000_000n,
      includedUnits: 1_000_000n,
      overageUnits: 5_000_000n,
    });
    expect(usage.metrics.impressions.lines.map(({ units, amount }) => [units, amount.amountMinor])).toEqual([
      [4_000_000n, 48_000n],
      [1_000_000n, 10_000n],
    ]);
    expect(usage.totalOverageCost).toEqual({ amountMinor: 58_000n, currency: 'usd' });
    expect(usage).toMatchObject({
      plan: { id: 'starter', name: 'Starter', version: 1 },
      baseFee: { amountMinor: 9_900n },
      period: { start: new Date(APRIL.periodStart), end: new Date(APRIL.periodEnd) },
      asOf: NOW,
    });
  });

  test('costs one trip with one statement', async () => {
    const customer = await insertPublisher();
    const ctx = testContext({ actor: publisherActor(customer), now: NOW });
    const { database, trips, statements } = countTrips(ctx.db);
    await getCurrentUsage({ ...ctx, db: database }, { customerId: customer.id });
    expect([trips(), statements()]).toEqual([1, 1]);
  });

  test('shows each UTC day up to today, empty ones too', async () => {
    const customer = await insertPublisher();
    await syncHours(customer.id, { '2026-04-03T05:00': ['api_calls', 7] });
    const { daily } = (await usageOf(customer)).metrics.api_calls;
    expect(daily).toHaveLength(15);
    expect(daily[2]).toEqual({ day: '2026-04-03', quantity: 7n });
    expect(daily[14]).toEqual({ day: '2026-04-15', quantity: 0n });
  });

  test('an anchor at 13:00 cuts its first day by the hour: 12:00 belongs to the period before', async () => {
    const customer = await insertPublisher({
      anchorAt: '2026-03-10T13:00:00.000Z',
      createdAt: '2026-03-10T13:00:00.000Z',
      periodStart: '2026-04-10T13:00:00.000Z',
      periodEnd: '2026-05-10T13:00:00.000Z',
    });
    await syncHours(customer.id, {
      '2026-04-10T12:00': ['impressions', 100],
      '2026-04-10T13:00': ['impressions', 20],
      '2026-04-11T00:00': ['impressions', 3],
    });
    const { quantity, daily } = (await usageOf(customer)).metrics.impressions;
    expect(quantity).toBe(23n);
    expect(daily[0]).toEqual({ day: '2026-04-10', quantity: 20n });
  });

  test('a first period that the month’s end shortened begins where the subscription did: 31 January to 28 February', async () => {
    const customer = await insertPublisher({
      anchorAt: '2026-02-28T00:00:00.000Z',
      createdAt: '2026-01-31T14:37:00.000Z',
      periodStart: '2026-01-31T00:00:00.000Z',
      periodEnd: '2026-02-28T00:00:00.000Z',
    });
    await syncHours(customer.id, {
      '2026-01-30T12:00': ['impressions', 100],
      '2026-01-31T00:00': ['impressions', 3],
    });
    const usage = await usageOf(customer, new Date('2026-02-10T12:00:00.000Z'));
    expect(usage.period.start).toEqual(new Date('2026-01-31T00:00:00.000Z'));
    expect(usage.metrics.impressions.quantity).toBe(3n);
  });

  test('right after a renewal that the mirror has not heard of, the new period is shown', async () => {
    const customer = await insertPublisher({
      periodStart: '2026-03-01T00:00:00.000Z',
      periodEnd: '2026-04-01T00:00:00.000Z',
    });
    await syncHours(customer.id, {
      '2026-03-31T23:00': ['impressions', 100],
      '2026-04-01T00:00': ['impressions', 1],
    });
    const usage = await usageOf(customer, new Date('2026-04-01T01:00:00.000Z'));
    expect(usage.period.start).toEqual(new Date('2026-04-01T00:00:00.000Z'));
    expect(usage.metrics.impressions.quantity).toBe(1n);
  });

  test('yen have no minor unit: 1,000,000 impressions over at ¥0.018 each = ¥18,000', async () => {
    const customer = await insertPublisher({ currency: 'jpy' });
    await syncHours(customer.id, { '2026-04-02T05:00': ['impressions', 2_000_000] });
    const usage = await usageOf(customer);
    expect(usage.totalOverageCost).toEqual({ amountMinor: 18_000n, currency: 'jpy' });
    expect(usage.baseFee).toEqual({ amountMinor: 14_900n, currency: 'jpy' });
  });

  test('is rated with the tiers stored for the plan version, not with those of the code', async () => {
    const customer = await insertPublisher({ planId: 'enterprise', currency: 'gbp' });
    await ownerSql(
      `UPDATE plan_price_tiers SET up_to = 1000 WHERE position = 0 AND plan_price_id =
         (SELECT id FROM plan_prices WHERE lookup_key = 'enterprise_v1_api_calls_gbp')`,
    );
    await syncHours(customer.id, { '2026-04-02T05:00': ['api_calls', 1_500] });
    expect((await usageOf(customer)).metrics.api_calls).toMatchObject({
      includedUnits: 1_000n,
      overageUnits: 500n,
    });
  });

  test('that is cancelled at 24 April 12:00 ends there, and owes 23.5 of 30 days of $600.00: $470.00', async () => {
    const customer = await insertPublisher();
    const ends = '2026-04-24T12:00:00.000Z';
    const version = 'SELECT plan_version_id FROM subscriptions WHERE customer_id = $1';
    await ownerSql(
      `INSERT INTO plan_commitments (plan_version_id, currency, amount_minor) SELECT (${version}), 'usd', 60000`,
      [customer.id],
    );
    const own = { customerId: customer.id };
    const read = async () => {
      const usage = await usageOf(customer);
      const forecast = await getUsageForecast(testContext({ now: NOW }), own);
      const [running] = await getUsageHistory(testContext({ now: NOW }), own);
      return [usage, forecast, running]
        .map((it) => it?.period.end.toISOString() ?? '')
        .concat(
          [
            usage.minimum?.commitment,
            usage.minimum?.trueUp,
            usage.minimum?.agreed,
            forecast.minimum?.commitment,
          ].map((amount) => String(amount?.amountMinor)),
        );
    };
    expect(await read()).toEqual([
      APRIL.periodEnd,
      APRIL.periodEnd,
      APRIL.periodEnd,
      '60000',
      '50100',
      '60000',
      '60000',
    ]);
    await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE customer_id = $1', [customer.id, ends]);
    expect(await read()).toEqual([ends, ends, ends, '47000', '37100', '60000', '47000']);
    await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE customer_id = $1', [
      customer.id,
      '2026-06-10T00:00:00.000Z',
    ]);
    expect(await read()).toEqual([
      APRIL.periodEnd,
      APRIL.periodEnd,
      APRIL.periodEnd,
      '60000',
      '50100',
      '60000',
      '60000',
    ]);
    await ownerSql(`DELETE FROM plan_commitments WHERE plan_version_id = (${version})`, [customer.id]);
  });

  test('that begins at 10:00 and is cancelled at 20:00 of one day has the hours between, each once', async () => {
    const customer = await insertTestCustomer();
    const [starts, ends] = ['2026-04-15T10:00:00.000Z', '2026-04-15T20:00:00.000Z'];
    await insertTestSubscription({
      customerId: customer.id,
      anchorAt: starts,
      createdAt: starts,
      periodStart: starts,
      periodEnd: '2026-05-15T10:00:00.000Z',
    });
    await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE customer_id = $1', [customer.id, ends]);
    await syncHours(customer.id, {
      '2026-04-15T09:00': ['api_calls', 1_000],
      '2026-04-15T10:00': ['api_calls', 7],
    });
    const { metrics, period } = await usageOf(customer);
    expect(period.end.toISOString()).toBe(ends);
    expect(metrics.api_calls.quantity).toBe(7n);
  });

  test.each([
    ['nothing was ever bought', null],
    ['the subscription has ended', '2026-04-10T00:00:00.000Z'],
  ])('says no_subscription when %s', async (_, endedAt) => {
    const customer = await insertTestCustomer();
    if (endedAt !== null)
      await insertTestSubscription({ customerId: customer.id, ...APRIL, endedAt, status: 'canceled' });
    await expect(usageOf(customer)).rejects.toMatchObject({ code: 'no_subscription' });
  });

  test('another publisher’s id finds nothing, staff finds it', async () => {
    const [mine, other] = [await insertPublisher(), await insertPublisher()];
    await syncHours(other.id, { '2026-04-02T05:00': ['api_calls', 5] });
    const asPublisher = testContext({ actor: publisherActor(mine), now: NOW });
    await expect(getCurrentUsage(asPublisher, { customerId: other.id })).rejects.toMatchObject({
      code: 'no_subscription',
    });
    const asStaff = testContext({ actor: staffActor('readonly'), now: NOW });
    expect((await getCurrentUsage(asStaff, { customerId: other.id })).metrics.api_calls.quantity).toBe(5n);
  });
});
