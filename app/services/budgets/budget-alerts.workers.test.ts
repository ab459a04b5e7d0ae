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
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { listUsageAlerts } from '../usage/alerts/list-usage-alerts.ts';
import { createBudget } from './create-budget.ts';
import { deleteBudget } from './delete-budget.ts';
import { evaluateBudgets } from './evaluate-budgets.ts';
import { updateBudget } from './update-budget.ts';
import { writeVerdicts } from './write-verdicts.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
/** $99 + 500,000 × $0.00012 = $159 of Starter, and $99 alone. */
const ABOVE = 1_500_000;
const BELOW = 1_000_000;

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

function minutesLater(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

function as(customer: TestCustomer, now = NOW) {
  return testContext({ actor: publisherActor(customer), now });
}

async function use(customerId: string, quantity: number, at = NOW) {
  const row = { customerId, metric: 'impressions', hour: '2026-04-02T05:00:00.000Z', quantity };
  await setReplicaRows([{ ...row, updatedAt: new Date(at.getTime() - 60_000).toISOString() }]);
  await runTestSync(testContext({ now: at }));
}

async function budgetAlerts(customer: TestCustomer) {
  const alerts = await listUsageAlerts(as(customer), { customerId: customer.id });
  return alerts.filter((alert) => alert.kind === 'budget');
}

/** What the notices of a publisher's budgets say, the oldest first. */
async function payloads(customer: TestCustomer) {
  const rows = await ownerSql<{ payload: Record<string, unknown> }>(
    `SELECT payload FROM notifications WHERE customer_id = $1 AND kind LIKE 'budget.%' ORDER BY created_at`,
    [customer.id],
  );
  return rows.map(({ payload }) => payload);
}

async function told(customer: TestCustomer): Promise<unknown[]> {
  const rows = await ownerSql(
    `SELECT kind FROM notifications WHERE customer_id = $1 AND kind LIKE 'budget.%' ORDER BY created_at`,
    [customer.id],
  );
  return rows.map(({ kind }) => kind);
}

async function crossedHalf(input: object = {}) {
  const customer = await publisher();
  const budget = await createBudget(as(customer), {
    input: { amount: 300, currency: 'usd', basis: 'actual', ...input },
  });
  await use(customer.id, ABOVE);
  await evaluateBudgets(testContext({ now: NOW }));
  expect(await budgetAlerts(customer)).toMatchObject([{ thresholdPercent: 50, recoveredAt: null }]);
  return { customer, budgetId: budget.id };
}

test('crossed, taken back and crossed again in one period: each is told', async () => {
  const { customer } = await crossedHalf();
  await use(customer.id, BELOW, minutesLater(60));
  await evaluateBudgets(testContext({ now: minutesLater(60) }));
  await use(customer.id, ABOVE, minutesLater(120));
  await evaluateBudgets(testContext({ now: minutesLater(120) }));
  await evaluateBudgets(testContext({ now: minutesLater(180) }));
  expect(await told(customer)).toEqual(['budget.crossed', 'budget.recovered', 'budget.crossed']);
  expect(await budgetAlerts(customer)).toMatchObject([
    { thresholdPercent: 50, crossedAt: minutesLater(120), recoveredAt: null },
  ]);
});

test('three evaluations at once, a second apart: one alert and one audit row a step, one notice of the highest', async () => {
  const customer = await publisher();
  const input = { amount: 150, currency: 'usd', basis: 'actual' };
  const { id } = await createBudget(as(customer), { input });
  await use(customer.id, ABOVE);
  const runs = await Promise.all(
    [0, 1, 2].map((seconds) => evaluateBudgets(testContext({ now: minutesLater(seconds / 60) }))),
  );
  expect(runs.reduce((sum, { crossed }) => sum + crossed, 0)).toBe(3);
  expect((await budgetAlerts(customer)).map(({ thresholdPercent }) => thresholdPercent).sort()).toEqual([
    100, 50, 80,
  ]);
  expect(await payloads(customer)).toMatchObject([
    { basis: 'actual', stepPercent: 100, spentMinor: '15900' },
  ]);
  const trail = await ownerSql(
    `SELECT after->>'step' AS step FROM billing_audit WHERE object_id = $1 AND action = 'budget.crossed'`,
    [id],
  );
  expect(trail).toHaveLength(3);
});

test('from above every step to below every step is one notice of the lowest, and up again one of the highest', async () => {
  const customer = await publisher();
  await createBudget(as(customer), {
    input: { amount: 150, currency: 'usd', basis: 'actual', steps: [70, 80, 100] },
  });
  for (const [hours, quantity] of [ABOVE, BELOW, ABOVE].entries()) {
    const at = minutesLater(hours * 60);
    await use(customer.id, quantity, at);
    await evaluateBudgets(testContext({ now: at }));
  }
  expect(await told(customer)).toEqual(['budget.crossed', 'budget.recovered', 'budget.crossed']);
  expect((await payloads(customer)).map(({ stepPercent }) => stepPercent)).toEqual([100, 70, 100]);
});

test('each budget is told by itself', async () => {
  const customer = await publisher();
  for (const [name, amount] of [
    ['A', 150],
    ['B', 190],
  ]) {
    await createBudget(as(customer), { input: { name, amount, currency: 'usd', basis: 'actual' } });
  }
  await use(customer.id, ABOVE);
  await evaluateBudgets(testContext({ now: NOW }));
  const told = (await payloads(customer)).map(({ name, stepPercent }) => `${name} ${stepPercent}`);
  expect(told.sort()).toEqual(['A 100', 'B 80']);
});

describe('an open alert', () => {
  test('ends with the step that it is of, without a notice, and is told again once the step is back', async () => {
    const { customer, budgetId } = await crossedHalf();
    const later = as(customer, minutesLater(10));
    await updateBudget(later, { budgetId, input: { steps: [80, 100] } });
    expect(await budgetAlerts(customer)).toMatchObject([{ recoveredAt: minutesLater(10) }]);
    await evaluateBudgets(testContext({ now: minutesLater(20) }));
    expect(await told(customer)).toEqual(['budget.crossed']);
    await updateBudget(as(customer, minutesLater(30)), { budgetId, input: { steps: [50, 80] } });
    await evaluateBudgets(testContext({ now: minutesLater(40) }));
    expect(await budgetAlerts(customer)).toMatchObject([{ crossedAt: minutesLater(40), recoveredAt: null }]);
    expect(await told(customer)).toEqual(['budget.crossed', 'budget.crossed']);
  });

  test('stays through changes that keep its step, and ends with its budget', async () => {
    const { customer, budgetId } = await crossedHalf();
    await updateBudget(as(customer, minutesLater(5)), { budgetId, input: { steps: [50], name: 'Half' } });
    expect(await budgetAlerts(customer)).toMatchObject([{ recoveredAt: null, budgetName: 'Half' }]);
    await deleteBudget(as(customer, minutesLater(10)), { budgetId });
    expect(await budgetAlerts(customer)).toMatchObject([{ recoveredAt: minutesLater(10) }]);
  });

  test('of another publisher is out of reach', async () => {
    const { customer, budgetId } = await crossedHalf();
    await expect(deleteBudget(as(await publisher()), { budgetId })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await budgetAlerts(customer)).toMatchObject([{ recoveredAt: null }]);
  });
});

test('a verdict on an amount or a step that the budget no longer has writes nothing', async () => {
  const customer = await publisher();
  const input = { amount: 300, currency: 'usd', basis: 'actual', steps: [50] };
  const budget = await createBudget(as(customer), { input });
  const verdict = {
    customer_id: customer.id,
    budget_id: budget.id,
    name: budget.name,
    basis: 'actual' as const,
    step: 50,
    period_start: '2026-04-01T00:00:00.000Z',
    currency: 'usd',
    spent_minor: '15900',
    budget_minor: '30000',
    is_crossed: true,
    is_recovered: false,
  };
  const ctx = testContext({ now: NOW });
  const write = async (change: object) => {
    const [{ rows }] = await ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(writeVerdicts(ctx, [{ ...verdict, ...change }])),
    ]);
    return rows[0];
  };
  for (const stale of [{ budget_minor: '20000' }, { step: 80 }, { basis: 'forecast' }]) {
    expect(await write(stale)).toEqual({ crossed: 0, recovered: 0 });
  }
  expect(await write({})).toEqual({ crossed: 1, recovered: 0 });
});

describe('on what is expected', () => {
  /** 100,000 impressions a day: $147 by 15 April, some $333 at the end of the month. */
  async function steady() {
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
    return customer;
  }

  test('$333 of $500 cross 50 % while $147 do not; taking the basis away ends it', async () => {
    const customer = await steady();
    const { id } = await createBudget(as(customer), { input: { amount: 500, currency: 'usd' } });
    await evaluateBudgets(testContext({ now: NOW }));
    const [alert, ...others] = await budgetAlerts(customer);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ basis: 'forecast', thresholdPercent: 50, budgetMinor: 50_000n });
    expect(Math.abs(Number(alert?.spentMinor) - 33_300)).toBeLessThan(1_200);
    await updateBudget(as(customer, minutesLater(1)), { budgetId: id, input: { basis: 'actual' } });
    expect(await budgetAlerts(customer)).toMatchObject([{ recoveredAt: minutesLater(1) }]);
  });

  test('of $180 are $147 spent and $333 expected: one notice says 80 % spent and 100 % expected', async () => {
    const customer = await steady();
    await createBudget(as(customer), { input: { amount: 180, currency: 'usd' } });
    expect(await evaluateBudgets(testContext({ now: NOW }))).toMatchObject({ crossed: 5 });
    const [notice, ...others] = await payloads(customer);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      basis: 'actual',
      stepPercent: 80,
      spentMinor: '14700',
      budgetMinor: '18000',
      expectedStepPercent: 100,
    });
    expect(Math.abs(Number(notice?.expectedMinor) - 33_300)).toBeLessThan(1_200);
    expect(await budgetAlerts(customer)).toHaveLength(5);
  });

  test('it is taken back below the margin and not within it', async () => {
    const customer = await steady();
    const input = { amount: 500, currency: 'usd', basis: 'forecast', steps: [50] };
    const { id: budgetId } = await createBudget(as(customer), { input });
    await evaluateBudgets(testContext({ now: NOW }));
    const expected = (await budgetAlerts(customer))[0]?.spentMinor ?? 0n;
    const stepAt = async (stepMinor: bigint, minutes: number) => {
      const amount = `${(stepMinor * 2n) / 100n}.${String((stepMinor * 2n) % 100n).padStart(2, '0')}`;
      await updateBudget(as(customer, minutesLater(minutes)), { budgetId, input: { amount } });
      return evaluateBudgets(testContext({ now: minutesLater(minutes) }));
    };
    expect(await stepAt(expected + expected / 100n, 1)).toMatchObject({ recovered: 0 });
    expect(await stepAt(expected + expected / 30n, 2)).toMatchObject({ recovered: 1 });
    expect(await stepAt(expected - expected / 100n, 3)).toMatchObject({ crossed: 1 });
    expect(await told(customer)).toEqual(['budget.crossed', 'budget.recovered', 'budget.crossed']);
  });
});

test('under a minimum of $400.00 a period is expected to cost it: every step of $400.00 is crossed, though $159.00 are spent', async () => {
  const customer = await publisher();
  const version = 'SELECT plan_version_id FROM subscriptions WHERE customer_id = $1';
  await ownerSql(
    `INSERT INTO plan_commitments (plan_version_id, currency, amount_minor) SELECT (${version}), 'usd', 40000`,
    [customer.id],
  );
  await createBudget(as(customer), { input: { amount: 400, currency: 'usd', basis: 'both' } });
  await use(customer.id, ABOVE);
  await evaluateBudgets(testContext({ now: NOW }));
  await ownerSql(`DELETE FROM plan_commitments WHERE plan_version_id = (${version})`, [customer.id]);
  const alerts = await budgetAlerts(customer);
  expect(alerts.map(({ basis, thresholdPercent }) => [basis, thresholdPercent]).sort()).toEqual([
    ['forecast', 100],
    ['forecast', 50],
    ['forecast', 80],
  ]);
  expect(new Set(alerts.map(({ spentMinor }) => spentMinor))).toEqual(new Set([40_000n]));
});

test('an announced end that has come ends its budgets, also before the mirror hears of it: nothing is told any more', async () => {
  const customer = await publisher();
  await createBudget(as(customer), { input: { amount: 150, currency: 'usd', basis: 'actual' } });
  const cancelAt = (at: Date) =>
    ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE customer_id = $1', [
      customer.id,
      at.toISOString(),
    ]);
  await use(customer.id, ABOVE);
  await cancelAt(minutesLater(-5));
  await evaluateBudgets(testContext({ now: NOW }));
  expect(await told(customer)).toEqual([]);
  await cancelAt(minutesLater(5));
  await evaluateBudgets(testContext({ now: NOW }));
  expect(await told(customer)).toEqual(['budget.crossed']);
});
