import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, publisherActor, testContext } from '../../../dev/testing/workers.ts';
import { listUsageAlerts } from '../usage/alerts/list-usage-alerts.ts';
import { createBudget } from './create-budget.ts';
import { listBudgets } from './list-budgets.ts';
import { updateBudget } from './update-budget.ts';
import { writeVerdicts } from './write-verdicts.ts';

const SYSTEM = { kind: 'system' } as const;
const NOW = new Date('2026-04-15T12:05:00.000Z');
const LATER = new Date('2026-04-15T12:06:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));

async function publisher() {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  return testContext({ actor: publisherActor(customer), now: NOW });
}

/** Asks until so many statements of this test's database wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const query = `SELECT count(DISTINCT l.pid)::int AS waiting
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()
    WHERE NOT l.granted`;
  while (((await ownerSql<{ waiting: number }>(query))[0]?.waiting ?? 0) < count);
}

test('19 budgets and four more at once, all of which wait in mid-write: one is made, three are refused', async () => {
  const ctx = await publisher();
  const { customerId } = ctx.actor;
  const create = () => createBudget(ctx, { input: { amount: 10, currency: 'usd' } });
  for (let made = 0; made < 19; made += 1) await create();
  // Its row is what the foreign key of a new budget waits for, after the others were counted.
  const outcomes = await testContext().db.transaction(SYSTEM, async (tx) => {
    await tx.execute(sql`select from customers where id = ${customerId}::uuid for update`);
    const creating = Promise.allSettled([create(), create(), create(), create()]);
    await untilWaiting(4);
    return { creating };
  });
  const settled = await outcomes.creating;
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of settled) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
  }
  expect(await listBudgets(ctx, { customerId })).toHaveLength(20);
});

test('a step that is taken away while an evaluation tells of it leaves no open alert', async () => {
  const ctx = await publisher();
  const { customerId } = ctx.actor;
  const input = { amount: 300, currency: 'usd', basis: 'actual' };
  const { id: budgetId, name } = await createBudget(ctx, { input });
  const verdict = {
    customer_id: customerId,
    budget_id: budgetId,
    name,
    basis: 'actual' as const,
    step: 50,
    period_start: '2026-04-01T00:00:00.000Z',
    currency: 'usd',
    spent_minor: '15900',
    budget_minor: '30000',
    is_crossed: true,
    is_recovered: false,
  };
  const { updating } = await testContext().db.transaction(SYSTEM, async (tx) => {
    await tx.execute(writeVerdicts(testContext({ now: NOW }), [verdict]));
    const change = { budgetId, input: { steps: [80, 100] } };
    const updating = updateBudget({ ...ctx, now: LATER }, change);
    await untilWaiting(1);
    return { updating };
  });
  expect(await updating).toMatchObject({ steps: [80, 100] });
  expect(await listUsageAlerts(ctx, { customerId })).toMatchObject([
    { thresholdPercent: 50, crossedAt: NOW, recoveredAt: LATER },
  ]);
});
