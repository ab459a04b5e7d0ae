import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { changeBudgets } from './change-budgets.server.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');

beforeAll(() => insertTestCatalog(testContext()));

async function publisher(): Promise<TestCustomer> {
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

function send(customer: TestCustomer, fields: Record<string, string>, now = NOW) {
  const form = new FormData();
  const all = { name: 'Ads', amount: '900', currency: 'usd', steps: '50, 80', basis: 'both', ...fields };
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  return changeBudgets(testContext({ actor: publisherActor(customer), now }), form);
}

const add = (customer: TestCustomer, fields: Record<string, string> = {}) =>
  send(customer, { intent: 'create-budget', key: 'key-1', ...fields });

function budgetsOf({ id }: TestCustomer) {
  return ownerSql<{ id: string; amount_minor: string; updated_at: Date }>(
    'SELECT id, amount_minor, updated_at FROM budgets WHERE customer_id = $1 ORDER BY amount_minor',
    [id],
  );
}

test('a new budget that is sent twice, by a double click or a reload, is one, and audited once', async () => {
  const customer = await publisher();
  expect(await Promise.all([add(customer), add(customer)])).toEqual([null, null]);
  expect(await add(customer)).toBeNull();
  expect(await budgetsOf(customer)).toHaveLength(1);
  const trail = await ownerSql('SELECT action FROM billing_audit WHERE customer_id = $1', [customer.id]);
  expect(trail).toEqual([{ action: 'budget.created' }]);
});

test('the same form with other values, another form with the same, and another publisher each make their own', async () => {
  const [customer, other] = [await publisher(), await publisher()];
  await add(customer);
  await add(customer, { amount: '950' });
  await add(customer, { key: 'key-2' });
  await add(other);
  expect((await budgetsOf(customer)).map(({ amount_minor }) => Number(amount_minor))).toEqual([
    90_000, 90_000, 95_000,
  ]);
  expect(await budgetsOf(other)).toHaveLength(1);
});

test('what was refused makes nothing and takes no key: the same form, mended, is taken', async () => {
  const customer = await publisher();
  expect(await add(customer, { amount: '-5' })).toMatchObject({
    budgetId: null,
    refusal: { fields: [{ path: 'amount' }] },
    values: { amount: '-5' },
  });
  expect(await add(customer)).toBeNull();
  expect(await budgetsOf(customer)).toHaveLength(1);
});

async function madeBudget() {
  const customer = await publisher();
  await add(customer);
  const [budget] = await budgetsOf(customer);
  if (budget === undefined) throw new Error('no budget was made');
  return { customer, id: budget.id, seenAt: new Date(budget.updated_at).toISOString() };
}

test('a change of what was read a while ago stays one through a refused try: what was seen is kept, not what is', async () => {
  const { customer, id, seenAt } = await madeBudget();
  const change = (fields: Record<string, string>, now = NOW) =>
    send(customer, { intent: 'update-budget', id, seen_at: seenAt, ...fields }, now);
  const refused = await change({ amount: 'abc' });
  expect(refused).toMatchObject({ budgetId: id, seenAt, values: { amount: 'abc' } });
  expect(await change({ amount: '950' }, new Date(NOW.getTime() + 1_000))).toBeNull();
  const late = await change({ amount: '800' }, new Date(NOW.getTime() + 2_000));
  expect(late).toMatchObject({ seenAt: null, refusal: { fields: [] } });
  expect((await budgetsOf(customer)).map(({ amount_minor }) => Number(amount_minor))).toEqual([95_000]);
});

test('a change of a budget that is gone says so and gives back what was typed, to be added anew', async () => {
  const { customer, id, seenAt } = await madeBudget();
  await send(customer, { intent: 'delete-budget', id });
  const typed = { name: 'Ads and more', amount: '1234', steps: '70', basis: 'actual' };
  expect(await send(customer, { intent: 'update-budget', id, seen_at: seenAt, ...typed })).toMatchObject({
    budgetId: id,
    refusal: { message: 'This budget was deleted in the meantime.', fields: [] },
    values: typed,
  });
  expect(await add(customer, { key: 'key-9', ...typed })).toBeNull();
  expect(
    await ownerSql('SELECT name FROM budgets WHERE customer_id = $1 AND deleted_at IS NULL', [customer.id]),
  ).toEqual([{ name: 'Ads and more' }]);
});
