import { beforeEach, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription, resetUsage } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { getAdjustment } from './get-adjustment.ts';
import { listAdjustmentsToDecide } from './list-adjustments-to-decide.ts';
import { settleByHand } from './settle-by-hand.ts';

const ID = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0051';
const REASON = 'Invoiced by hand, INV-0042.';
const admin = testContext({ actor: staffActor('admin') });
const other = { ...admin, actor: { ...staffActor('admin'), id: 'user_other', email: 'other@apex.test' } };
const readonly = testContext({ actor: staffActor('readonly') });
const input = { id: ID, settledAs: 'outside', keyword: 'settled', reason: REASON };
let customerId: string;
let subscriptionId: string;

beforeEach(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  await resetUsage();
  await ownerSql('DELETE FROM period_adjustments', []);
  ({ id: customerId } = await insertTestCustomer());
  subscriptionId = await insertTestSubscription({
    customerId,
    anchorAt: '2026-03-01T00:00:00.000Z',
    createdAt: '2026-03-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await insertAdjustment({});
});

async function insertAdjustment({ id = ID, sequence = 1, status = 'unbillable', amount = 0, at = '03' }) {
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end, sequence,
       quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations, status, reason,
       run_after, created_at)
     VALUES ($1, $2, $3, 'late_usage', 'impressions', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', $4, 1, 1250, $6, 'usd',
       'Late impressions', '{}', '[]', $5, $7, $8, $8)`,
    [
      id,
      customerId,
      subscriptionId,
      sequence,
      status,
      amount,
      status === 'planned' ? 'capped' : 'subscription_ended',
      `2026-04-${at}T00:00:00.000Z`,
    ],
  );
}

function trail() {
  return ownerSql(
    `SELECT actor_id, before, after FROM billing_audit WHERE action = 'adjustment.settled_by_hand' AND customer_id = $1`,
    [customerId],
  );
}

test('readonly sees it and may not settle it, nor an admin without the word and a reason', async () => {
  expect((await listAdjustmentsToDecide(readonly, { status: 'open' })).map(({ id }) => id)).toEqual([ID]);
  await expect(settleByHand(readonly, input)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    settleByHand(admin, { ...input, settledAs: 'gone', keyword: 'credit', reason: ' ' }),
  ).rejects.toMatchObject({
    code: 'invalid_value',
    fields: [{ path: 'settled_as' }, { path: 'keyword' }, { path: 'reason' }],
  });
  expect(await getAdjustment(readonly, ID)).toMatchObject({ standing: 'open', settled: null });
  expect(await trail()).toEqual([]);
});

test('it leaves the list with who, when and why on record, once; who says the same again is answered alike', async () => {
  await Promise.all([settleByHand(admin, input), settleByHand(admin, input)]);
  const settled = await settleByHand(admin, input);
  expect(settled).toMatchObject({
    standing: 'settled',
    left: { amountMinor: 1_250n, currency: 'usd' },
    settled: { as: 'outside', at: admin.now, by: 'admin@apex.test', reason: REASON },
  });
  await expect(settleByHand(admin, { ...input, reason: 'Another one.' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await listAdjustmentsToDecide(readonly, { status: 'open' })).toEqual([]);
  expect(await listAdjustmentsToDecide(readonly, { status: 'settled' })).toEqual([settled]);
  expect(await trail()).toEqual([
    {
      actor_id: 'user_admin',
      before: { leftMinor: '1250', currency: 'usd', quantityDelta: '1' },
      after: { settledAs: 'outside', settledMinor: '1250', currency: 'usd', reason: REASON },
    },
  ]);
});

test('what was paid outside counts as moved, what is waived as settled without money', async () => {
  const booked = () =>
    ownerSql(
      `SELECT closed_minor::int AS closed, waived_minor::int AS waived, is_waived FROM period_adjustments`,
    );
  await settleByHand(admin, input);
  expect(await booked()).toEqual([{ closed: 1_250, waived: 0, is_waived: false }]);
  await ownerSql('DELETE FROM period_adjustments', []);
  await insertAdjustment({});
  const waived = await settleByHand(admin, { ...input, settledAs: 'waived' });
  expect(waived).toMatchObject({ left: { amountMinor: 1_250n }, settled: { as: 'waived', reason: REASON } });
  expect(await booked()).toEqual([{ closed: 0, waived: 1_250, is_waived: true }]);
  await expect(settleByHand(admin, input)).rejects.toMatchObject({ code: 'conflict' });
  expect((await trail()).at(-1)).toMatchObject({ after: { settledAs: 'waived', settledMinor: '1250' } });
});

test('what takes up one waiver and is waived itself for the rest has both in its books', async () => {
  await ownerSql(`UPDATE period_adjustments SET waived_minor = -500`, []);
  await settleByHand(admin, { ...input, settledAs: 'waived' });
  expect(await ownerSql(`SELECT waived_minor::int AS waived FROM period_adjustments`)).toEqual([
    { waived: 750 },
  ]);
});

test('of two admins at once one settles it, and the other hears that somebody has', async () => {
  const both = await Promise.allSettled([settleByHand(admin, input), settleByHand(other, input)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'conflict', userMessage: 'Somebody has settled this already.' },
  });
  expect(await trail()).toHaveLength(1);
});

test('what a later decision has taken up is not settled', async () => {
  await insertAdjustment({
    id: '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0052',
    sequence: 2,
    status: 'planned',
    amount: 1_250,
    at: '04',
  });
  await expect(settleByHand(admin, input)).rejects.toMatchObject({
    code: 'conflict',
    userMessage: expect.stringContaining('taken it up'),
  });
});

test('of a capped one the rest is settled, and not while its part is being made', async () => {
  await ownerSql(
    `UPDATE period_adjustments SET status = 'planned', reason = 'capped', amount_minor = 1000`,
    [],
  );
  await expect(settleByHand(admin, input)).rejects.toMatchObject({
    code: 'conflict',
    userMessage: expect.stringContaining('being made'),
  });
  await ownerSql(`UPDATE period_adjustments SET status = 'issued', stripe_object_id = 'ii_capped'`, []);
  expect(await settleByHand(admin, input)).toMatchObject({ left: { amountMinor: 250n } });
});

test.each(['5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0053', 'no id at all'])('%s is no late usage', async (id) => {
  await expect(settleByHand(admin, { ...input, id })).rejects.toMatchObject({ code: 'not_found' });
});
