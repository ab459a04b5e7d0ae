import { beforeAll, describe, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import {
  adjustmentsOf,
  admin,
  at,
  balanceOf,
  closeFirstPeriod,
  correctTo,
  explanationOf,
  goTo,
  of,
  planWhile,
  setHours,
  settleOpen,
  sync,
  tellings,
  waitHours,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';
import { settleByHand } from './settle-by-hand.ts';

beforeAll(() => closeFirstPeriod(['outside', 'during', 'leaving', 'unpaid', 'hidden']));

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
  await planWhile(at(), () =>
    settleByHand(admin(), { id, settledAs: 'outside', keyword: 'settled', reason: 'By the bank.' }),
  );
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

describe('100,000 impressions that a person waived before their invoice was here', () => {
  const LATE = '2026-04-20T08:00:00Z';

  /** As a draft it is not here yet; parked for a person it would be waited for. */
  async function setInvoice(status: 'draft' | 'paid') {
    await ownerSql(
      `UPDATE invoices SET status = $2, auto_advance = true WHERE customer_id = $1 AND billing_reason = 'subscription_cycle'`,
      [of('hidden').customerId, status],
    );
  }

  async function waivedInBooks() {
    const [row] = await ownerSql(
      'SELECT sum(waived_minor)::int AS minor FROM period_adjustments WHERE customer_id = $1',
      [of('hidden').customerId],
    );
    return row?.minor;
  }

  /** Of what was decided; the waiver by a person has a row of its own. */
  async function waivedInTrail() {
    const [row] = await ownerSql(
      `SELECT sum((after ->> 'waivedMinor')::int)::int AS minor FROM billing_audit
       WHERE customer_id = $1 AND object_type = 'period_adjustment'`,
      [of('hidden').customerId],
    );
    return row?.minor;
  }

  beforeAll(async () => {
    await at().stripe.subscriptions.cancel(of('hidden').stripeSubscriptionId);
    waitHours(4 * 24);
    await goTo(at().now);
    await setInvoice('draft');
    await setHours('hidden', [[LATE, 100_000]]);
    await sync();
    await planAdjustments(at());
    await settleOpen('hidden', 'waived', 'No invoice for it.');
    await setInvoice('paid');
  });

  test('have no amount then', async () => {
    expect(await adjustmentsOf('hidden')).toMatchObject([
      { units: 100_000, uncapped: 0, amount: 0, reason: 'no_invoice' },
    ]);
    expect(await waivedInBooks()).toBe(0);
  });

  test('are worth $12.00 once the invoice rates them: 40,000 fewer give nothing back and leave $7.20 waived', async () => {
    await setHours('hidden', [[LATE, 60_000]]);
    await sync();
    await planAdjustments(at());
    expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
    expect((await adjustmentsOf('hidden')).at(-1)).toMatchObject({
      units: -40_000,
      uncapped: 0,
      status: 'recorded',
    });
    expect(await explanationOf('hidden', 'DESC')).toMatchObject({
      billed: { invoiceMinor: '6000', adjustedMinor: '1200' },
      differenceMinor: '-480',
      waived: { beforeMinor: '1200', takenUpMinor: '-480' },
    });
    expect(await waivedInBooks()).toBe(720);
    expect(await waivedInTrail()).toBe(720);
  });

  test('give nothing back when they go, and of the 1.5 M that were billed 100,000 fewer give back $12.00', async () => {
    await setHours('hidden', [[LATE, 0]]);
    await sync();
    await planAdjustments(at());
    expect((await adjustmentsOf('hidden')).at(-1)).toMatchObject({ units: -60_000, uncapped: 0, amount: 0 });
    expect(await waivedInBooks()).toBe(0);
    await correctTo('hidden', 1_400_000);
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
    expect(await balanceOf('hidden')).toBe(-1_200);
  });
});
