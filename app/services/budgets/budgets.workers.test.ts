import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { listNotifications } from '../notifications/list-notifications.ts';
import { markNotificationRead } from '../notifications/mark-notification-read.ts';
import { listUsageAlerts } from '../usage/alerts/list-usage-alerts.ts';
import { getUsageForecast } from '../usage/forecast/get-usage-forecast.ts';
import { snapshotForecasts } from '../usage/forecast/snapshot-forecasts.ts';
import { createBudget } from './create-budget.ts';
import { deleteBudget } from './delete-budget.ts';
import { evaluateBudgets } from './evaluate-budgets.ts';
import { getBudget } from './get-budget.ts';
import { listBudgets } from './list-budgets.ts';
import { updateBudget } from './update-budget.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));
beforeEach(async () => {
  await resetUsage();
  await ownerSql('DELETE FROM usage_alerts WHERE budget_id IS NOT NULL');
  await ownerSql('DELETE FROM budgets');
});

async function publisher() {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-02-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
    createdAt: '2026-02-01T00:00:00.000Z',
  });
  return customer;
}

function as(customer: TestCustomer, now = NOW) {
  return testContext({ actor: publisherActor(customer), now });
}

async function syncImpressions(customerId: string, quantity: number, updatedAt: string) {
  const hour = '2026-04-02T05:00:00.000Z';
  await setReplicaRows([{ customerId, metric: 'impressions', hour, quantity, updatedAt }]);
  await runTestSync(testContext({ now: new Date(updatedAt) }));
}

describe('a budget', () => {
  test.each([
    [-5, 'amount'],
    ['abc', 'amount'],
    ['100000000000000000000', 'amount'],
    [1e20, 'amount'],
    [0, 'amount'],
    ['10.001', 'amount'],
  ])('of %s is refused naming the field', async (amount, path) => {
    const input = { amount, currency: 'usd' };
    await expect(createBudget(as(await publisher()), { input })).rejects.toMatchObject({
      code: 'invalid_value',
      fields: [{ path }],
    });
  });

  test('in another currency, or with steps that do not rise, is refused naming every field', async () => {
    const ctx = as(await publisher());
    await expect(createBudget(ctx, { input: { amount: 5, currency: 'eur' } })).rejects.toMatchObject({
      fields: [{ path: 'currency' }],
    });
    const input = { amount: -5, currency: 'usd', steps: [80, 50] };
    await expect(createBudget(ctx, { input })).rejects.toMatchObject({
      fields: [{ path: 'amount' }, { path: 'steps' }],
    });
  });

  test('is its publisher’s: made, changed and ended with a trail; others find nothing, staff changes nothing', async () => {
    const [mine, other] = [await publisher(), await publisher()];
    const input = { name: 'April', amount: '150.50', currency: 'usd' };
    const { id } = await createBudget(as(mine), { input });
    const key = { customerId: mine.id, budgetId: id };
    expect(await getBudget(as(mine), key)).toMatchObject({ amountMinor: 15_050n, steps: [50, 80, 100] });
    await expect(getBudget(as(other), { ...key, customerId: other.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    const change = { budgetId: id, input: { amount: 200 } };
    await expect(updateBudget(as(other), change)).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteBudget(as(other), { budgetId: id })).rejects.toMatchObject({ code: 'not_found' });
    const staff = testContext({ actor: staffActor(), now: NOW });
    await expect(updateBudget(staff, change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await updateBudget(as(mine), change)).toMatchObject({ amountMinor: 20_000n, name: 'April' });
    await deleteBudget(as(mine), { budgetId: id });
    expect(await listBudgets(as(mine), { customerId: mine.id })).toEqual([]);
    const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id', [id]);
    expect(trail.map(({ action }) => action)).toEqual(['budget.created', 'budget.updated', 'budget.deleted']);
  });
});

describe('a change of what was seen', () => {
  test('is refused once the budget has changed since, and taken when it is looked at again', async () => {
    const mine = await publisher();
    const at = (minute: number) => new Date(NOW.getTime() + minute * 60_000);
    const { id, updatedAt } = await createBudget(as(mine), { input: { amount: 100, currency: 'usd' } });
    const change = (minute: number, amount: number, seenAt: Date) =>
      updateBudget(as(mine, at(minute)), { budgetId: id, input: { amount }, seenAt });
    await change(1, 200, updatedAt);
    await expect(change(2, 300, updatedAt)).rejects.toMatchObject({ code: 'conflict' });
    expect(await getBudget(as(mine), { customerId: mine.id, budgetId: id })).toMatchObject({
      amountMinor: 20_000n,
    });
    expect(await change(3, 300, at(1))).toMatchObject({ amountMinor: 30_000n, updatedAt: at(3) });
  });

  test('that changes nothing, as a second click does, is no conflict and leaves no trail', async () => {
    const mine = await publisher();
    const { id, updatedAt } = await createBudget(as(mine), { input: { amount: 100, currency: 'usd' } });
    const change = { budgetId: id, input: { amount: '100.00', steps: [50, 80, 100] } };
    const later = as(mine, new Date(NOW.getTime() + 60_000));
    expect(await updateBudget(later, { ...change, seenAt: new Date(0) })).toMatchObject({ updatedAt });
    const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1', [id]);
    expect(trail).toEqual([{ action: 'budget.created' }]);
  });
});

describe('evaluateBudgets', () => {
  test('$99 + 500,000 × $0.00012 = $159 of $300 cross 50 %, once; a correction takes it back', async () => {
    const customer = await publisher();
    const input = { amount: 300, currency: 'usd', basis: 'actual' };
    await createBudget(as(customer), { input });
    await syncImpressions(customer.id, 1_500_000, '2026-04-15T11:00:00.000Z');
    expect(await evaluateBudgets(testContext({ now: NOW }))).toEqual({
      customers: 1,
      crossed: 1,
      recovered: 0,
    });
    expect(await evaluateBudgets(testContext({ now: NOW }))).toEqual({
      customers: 1,
      crossed: 0,
      recovered: 0,
    });
    const own = { customerId: customer.id };
    const alerts = await listUsageAlerts(as(customer), own);
    expect(alerts.filter(({ kind }) => kind === 'budget')).toMatchObject([
      { kind: 'budget', thresholdPercent: 50, spentMinor: 15_900n, budgetMinor: 30_000n, recoveredAt: null },
    ]);
    await syncImpressions(customer.id, 1_000_000, '2026-04-15T13:00:00.000Z');
    const later = testContext({ now: new Date('2026-04-15T13:05:00.000Z') });
    expect(await evaluateBudgets(later)).toEqual({ customers: 1, crossed: 0, recovered: 1 });
    const page = await listNotifications(as(customer), { ...own, limit: 10 });
    const told = page.notifications.filter(({ kind }) => kind.startsWith('budget.'));
    expect(told.map(({ kind }) => kind)).toEqual(['budget.recovered', 'budget.crossed']);
    const notificationId = told[0]?.id ?? '';
    await expect(markNotificationRead(as(await publisher()), { notificationId })).rejects.toMatchObject({
      code: 'not_found',
    });
    await markNotificationRead(as(customer), { notificationId });
    expect((await listNotifications(as(customer), { ...own, limit: 10 })).unread).toBe(page.unread - 1);
  });
});

test('a forecast is written down once a day', async () => {
  const customer = await publisher();
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     SELECT $1, 'impressions', d::date, 100000, $2 FROM generate_series('2026-02-18'::date, '2026-04-14', '1 day') d`,
    [customer.id, NOW.toISOString()],
  );
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
     VALUES ($1, 'impressions', '2026-04-01T12:00:00Z', 100000, $2, $2)`,
    [customer.id, NOW.toISOString()],
  );
  const told = await getUsageForecast(as(customer), { customerId: customer.id });
  if (!told.forecast.available) throw new Error(told.forecast.reason);
  expect(Math.abs(Number(told.forecast.metrics.impressions.p50) - 2_950_000)).toBeLessThan(100_000);
  const first = await snapshotForecasts(testContext({ now: NOW }));
  expect(first.rows).toBeGreaterThanOrEqual(3);
  expect(await snapshotForecasts(testContext({ now: NOW }))).toMatchObject({ rows: 0 });
});
