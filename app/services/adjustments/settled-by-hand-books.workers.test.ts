import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import {
  adjustmentsOf,
  admin,
  at,
  balanceOf,
  closeFirstPeriod,
  correctTo,
  explanationOf,
  of,
  setHours,
  settleOpen,
  sync,
  tellings,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';
import { settleByHand } from './settle-by-hand.ts';

beforeAll(() => closeFirstPeriod(['outside', 'during', 'leaving', 'unpaid']));

test('settled outside of Stripe it is in the books as well: up again to $48.00, $12.00 are billed', async () => {
  await correctTo('outside', 1_300_000);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1 RETURNING id`,
    [of('outside').customerId],
  );
  await settleByHand(admin(), {
    id,
    settledAs: 'outside',
    keyword: 'settled',
    reason: 'Paid out by the bank.',
  });
  await correctTo('outside', 1_250_000);
  await correctTo('outside', 1_400_000);
  expect(await adjustmentsOf('outside')).toMatchObject([
    { uncapped: -2_400, status: 'failed' },
    { uncapped: -600, amount: -600, status: 'planned' },
    { uncapped: 1_800, amount: 1_800, status: 'planned' },
  ]);
  await issueAdjustments(at());
});

test('what is settled while a run plans is not decided on what the run has read', async () => {
  await correctTo('during', 1_250_000);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1 RETURNING id`,
    [of('during').customerId],
  );
  await setHours('during', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  const ctx = at();
  let batches = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    batches += 1;
    const isReading = batches === 1;
    const found = await ctx.db.batch(scope, build);
    if (isReading)
      await settleByHand(admin(), { id, settledAs: 'outside', keyword: 'settled', reason: 'By the bank.' });
    return found;
  };
  await planAdjustments({ ...ctx, db: { ...ctx.db, batch } });
  expect(await adjustmentsOf('during')).toHaveLength(1);
  expect(await planAdjustments(at())).toMatchObject({ planned: 1 });
  expect((await adjustmentsOf('during')).at(-1)).toMatchObject({ uncapped: -600, amount: -600 });
  await issueAdjustments(at());
});

test('when the subscription has ended there is no next invoice: the amount waits for a person', async () => {
  const { stripeSubscriptionId } = of('leaving');
  await at().stripe.subscriptions.cancel(stripeSubscriptionId);
  await settleWebhooks(at());
  await setHours('leaving', [['2026-04-20T08:00:00Z', 100_000]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('leaving')).toMatchObject([
    { uncapped: 1_200, amount: 0, status: 'unbillable', reason: 'subscription_ended' },
  ]);
});

test('$12.00 that a person waived were never paid: those units removed give nothing back, and $12.00 more do', async () => {
  await settleOpen('leaving', 'waived', 'A gesture of goodwill.');
  await setHours('leaving', [['2026-04-20T08:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect((await adjustmentsOf('leaving')).at(-1)).toMatchObject({
    units: -100_000,
    uncapped: 0,
    amount: 0,
    status: 'recorded',
  });
  expect(await explanationOf('leaving', 'DESC')).toMatchObject({
    differenceMinor: '-1200',
    waived: { beforeMinor: '1200', takenUpMinor: '-1200' },
  });
  await correctTo('leaving', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await balanceOf('leaving')).toBe(-1_200);
});

test('$30.00 that a person did not give back are not billed when the hours come back, and $12.00 more are', async () => {
  await correctTo('unpaid', 1_250_000);
  await ownerSql(`UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1`, [
    of('unpaid').customerId,
  ]);
  await settleOpen('unpaid', 'waived', 'A gesture of goodwill.');
  expect(await tellings('unpaid')).toMatchObject({ explain: ['waived'], page: ['waived'] });
  await correctTo('unpaid', 1_500_000);
  await correctTo('unpaid', 1_600_000);
  expect(await adjustmentsOf('unpaid')).toMatchObject([
    { uncapped: -3_000, status: 'failed' },
    { units: 250_000, uncapped: 0, amount: 0, status: 'recorded' },
    { units: 100_000, uncapped: 1_200, amount: 1_200, status: 'planned' },
  ]);
  await issueAdjustments(at());
});
