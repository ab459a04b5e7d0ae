import { beforeEach, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription, resetUsage } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { toOpenAdjustments } from './open-adjustment.ts';
import { selectOpenAdjustments } from './select-open-adjustments.ts';

const PERIOD = { start: '2026-03-01T00:00:00.000Z', end: '2026-04-01T00:00:00.000Z' };
let customerId: string;
let subscriptionId: string;

beforeEach(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  await resetUsage();
  await ownerSql('DELETE FROM period_adjustments', []);
  ({ id: customerId } = await insertTestCustomer());
  subscriptionId = await insertTestSubscription({
    customerId,
    anchorAt: PERIOD.start,
    createdAt: PERIOD.start,
    periodStart: PERIOD.end,
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
});

async function insertAdjustment(row: {
  sequence: number;
  status: string;
  uncapped: number;
  amount?: number;
  byHand?: number;
  offset?: number;
  units?: number;
  reason?: string;
  component?: string;
  at?: string;
}) {
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end, sequence,
       quantity_delta, uncapped_minor, amount_minor, by_hand_minor, offset_minor, currency, description, explanation, allocations,
       status, reason, run_after, created_at)
     VALUES (gen_random_uuid(), $1, $2, CASE WHEN $5::bigint < 0 THEN 'late_credit' ELSE 'late_usage' END, $12,
       $9, $10, $3, $14, $5, $6, $7, $11, 'usd', 'Late impressions', '{}', '[]', $4, $8, $10, $13)`,
    [
      customerId,
      subscriptionId,
      row.sequence,
      row.status,
      row.uncapped,
      row.amount ?? 0,
      row.byHand ?? 0,
      row.reason ?? null,
      PERIOD.start,
      PERIOD.end,
      row.offset ?? 0,
      row.component ?? 'impressions',
      row.at ?? '2026-04-03T00:00:00.000Z',
      row.units ?? 1,
    ],
  );
}

async function open() {
  const [found] = await testContext().db.batch({ kind: 'system' }, (db) => [
    db.execute(selectOpenAdjustments()),
  ]);
  return toOpenAdjustments(found.rows);
}

test('what is unbillable is open with the whole amount, and why', async () => {
  await insertAdjustment({
    sequence: 1,
    status: 'unbillable',
    uncapped: 1_250,
    reason: 'subscription_ended',
  });
  const { all, rows } = await open();
  expect(all).toBe(1);
  expect(rows).toMatchObject([
    {
      customerId,
      component: 'impressions',
      left: { amountMinor: 1_250n, currency: 'usd' },
      reason: 'subscription_ended',
    },
  ]);
});

test('a credit that Stripe refused is open with all of it; what was offset or given back by hand stands beside it', async () => {
  await insertAdjustment({ sequence: 1, status: 'failed', uncapped: -1_600, amount: -1_600, byHand: -2_000 });
  expect((await open()).rows).toMatchObject([{ left: { amountMinor: -1_600n }, reason: null }]);
});

test('of a capped credit the rest is open', async () => {
  await insertAdjustment({
    sequence: 1,
    status: 'planned',
    uncapped: -5_000,
    amount: -3_000,
    reason: 'capped',
  });
  expect((await open()).rows).toMatchObject([{ left: { amountMinor: -2_000n }, reason: 'capped' }]);
});

test('a later decision of the period takes it up; one that is made is not open', async () => {
  await insertAdjustment({ sequence: 1, status: 'unbillable', uncapped: 1_250, reason: 'no_invoice' });
  const at = '2026-04-04T00:00:00.000Z';
  await insertAdjustment({ sequence: 2, status: 'planned', uncapped: 1_500, amount: 1_500, at });
  expect(await open()).toEqual({ all: 0, rows: [] });
});

test('two parts of one decision are open side by side', async () => {
  await insertAdjustment({ sequence: 1, status: 'unbillable', uncapped: -3_000, reason: 'credited_by_hand' });
  await insertAdjustment({ sequence: 2, status: 'unbillable', uncapped: -2_000, reason: 'credited_by_hand' });
  expect((await open()).rows.map(({ left }) => left.amountMinor).sort()).toEqual([-2_000n, -3_000n]);
});

test('the other side of an offset does not take up a true-up that nobody bills', async () => {
  const component = 'minimum';
  await insertAdjustment({
    sequence: 1,
    status: 'unbillable',
    uncapped: 30_000,
    reason: 'subscription_ended',
    component,
  });
  const at = '2026-04-04T00:00:00.000Z';
  await insertAdjustment({ sequence: 2, status: 'recorded', uncapped: 0, offset: 1_000, component, at });
  expect((await open()).rows).toMatchObject([{ component, left: { amountMinor: 30_000n } }]);
});

test('rows outside a subscription carry their own units alone: 100 and the next day 50 are open side by side', async () => {
  const row = { status: 'unbillable', uncapped: 0, reason: 'outside_subscription' };
  await insertAdjustment({ ...row, sequence: 1, units: 100 });
  await insertAdjustment({ ...row, sequence: 2, units: 50, at: '2026-04-04T00:00:00.000Z' });
  await insertAdjustment({
    sequence: 3,
    status: 'planned',
    uncapped: 1_500,
    amount: 1_500,
    at: '2026-04-05T00:00:00.000Z',
  });
  expect((await open()).rows.map(({ quantityDelta }) => quantityDelta)).toEqual([50n, 100n]);
});

test('units without an invoice are taken up by a row that rates them, not by more of the same', async () => {
  const row = { status: 'unbillable', uncapped: 0, reason: 'no_invoice' };
  await insertAdjustment({ ...row, sequence: 1, units: 100 });
  await insertAdjustment({ ...row, sequence: 2, units: 50, at: '2026-04-04T00:00:00.000Z' });
  expect((await open()).rows.map(({ quantityDelta }) => quantityDelta)).toEqual([50n, 100n]);
  await insertAdjustment({
    sequence: 3,
    status: 'unbillable',
    uncapped: 1_500,
    reason: 'subscription_ended',
    at: '2026-04-05T00:00:00.000Z',
  });
  expect((await open()).rows.map(({ left }) => left.amountMinor)).toEqual([1_500n]);
});

test('an amount is not taken up by units that nothing rates', async () => {
  await insertAdjustment({
    sequence: 1,
    status: 'unbillable',
    uncapped: 1_250,
    reason: 'subscription_ended',
  });
  const at = '2026-04-04T00:00:00.000Z';
  await insertAdjustment({
    sequence: 2,
    status: 'unbillable',
    uncapped: 0,
    reason: 'outside_subscription',
    at,
  });
  expect((await open()).rows.map(({ left }) => left.amountMinor)).toEqual([0n, 1_250n]);
});
