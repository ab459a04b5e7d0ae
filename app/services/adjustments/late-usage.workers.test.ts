import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import {
  adjustmentsOf,
  at,
  balanceOf,
  closeFirstPeriod,
  goTo,
  itemsOf,
  NEXT_CLOSED,
  of,
  reader,
  renewalsOf,
  setHours,
  sync,
  tellings,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { money } from '../../domain/money.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';

beforeAll(() => closeFirstPeriod(['late', 'corrected', 'both']));

test('nothing late is nothing to settle', async () => {
  expect(await planAdjustments(at())).toEqual({ planned: 0, waiting: 0, problems: [] });
  expect(await issueAdjustments(at())).toEqual({ issued: 0, retried: 0, failed: [], moreDue: false });
});

test('1 M impressions late after 1.5 M billed: $120.00 on the next invoice, told with period, units and rule', async () => {
  await setHours('late', [['2026-04-20T08:00:00Z', 1_000_000]]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 1, problems: [] });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  const description =
    'Late usage for 15 April – 14 May 2026: 1,000,000 impressions, rated in that period’s tiers';
  expect(await itemsOf('late')).toEqual([{ amount: 12_000, description }]);
  expect(await adjustmentsOf('late')).toEqual([
    {
      kind: 'late_usage',
      sequence: 1,
      units: 1_000_000,
      uncapped: 12_000,
      amount: 12_000,
      status: 'issued',
      reason: null,
      description,
    },
  ]);
});

test('explain, what-if and the page say the same: 1.5 M on the invoice, 1 M not on an invoice yet', async () => {
  expect(await tellings('late')).toEqual({
    explain: ['awaits_invoice'],
    whatIf: ['awaits_invoice'],
    page: ['awaits_invoice'],
    buckets: [
      { name: 'invoiced', units: 1_500_000n },
      { name: 'awaits_invoice', units: 1_000_000n },
    ],
  });
  const next = await getUsageOverview(reader(), of('late'));
  expect(next.nextInvoice?.late).toEqual(money(12_000n, 'usd'));
});

test('its explanation has both ratings tier by tier, and its decision and its making are on the trail', async () => {
  const [row] = await ownerSql<{ id: string; explanation: object }>(
    'SELECT id, explanation FROM period_adjustments WHERE customer_id = $1',
    [of('late').customerId],
  );
  expect(row?.explanation).toMatchObject({
    acceptedQuantity: '1500000',
    lateQuantity: '1000000',
    billed: { invoiceMinor: '6000', adjustedMinor: '0' },
    differenceMinor: '12000',
    after: {
      quantity: '2500000',
      totalMinor: '18000',
      lines: [
        { units: '1000000', unitAmountDecimal: '0', amountMinor: '0' },
        { units: '1500000', unitAmountDecimal: '0.012', amountMinor: '18000' },
      ],
    },
  });
  const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id', [
    row?.id,
  ]);
  expect(trail).toEqual([{ action: 'adjustment.planned' }, { action: 'adjustment.issued' }]);
});

test('running it again changes nothing, also two at once', async () => {
  await Promise.all([planAdjustments(at()), planAdjustments(at())]);
  await Promise.all([issueAdjustments(at()), issueAdjustments(at())]);
  expect(await itemsOf('late')).toHaveLength(1);
  expect(await adjustmentsOf('late')).toHaveLength(1);
});

test('two planners at once decide a difference once', async () => {
  await setHours('late', [['2026-04-20T09:00:00Z', 100_000]]);
  await sync();
  const plans = await Promise.all([planAdjustments(at()), planAdjustments(at())]);
  expect(plans.reduce((sum, { planned }) => sum + planned, 0)).toBe(1);
  await issueAdjustments(at());
  expect((await itemsOf('late')).map(({ amount }) => amount)).toEqual([1_200, 12_000]);
});

test('1.5 M corrected to 1.2 M after payment: a credit note of $36.00 to the balance, mirrored with its invoice', async () => {
  await setHours('corrected', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('corrected')).toBe(-3_600);
  await settleWebhooks(at());
  const notes = await ownerSql(
    `SELECT c.amount_minor::int AS amount, c.post_payment_minor::int AS paid, c.memo, a.kind
     FROM credit_notes c JOIN period_adjustments a ON a.id = c.adjustment_id
     WHERE c.customer_id = $1 AND a.stripe_object_id = c.stripe_credit_note_id`,
    [of('corrected').customerId],
  );
  expect(notes).toEqual([
    {
      amount: 3_600,
      paid: 3_600,
      kind: 'late_credit',
      memo: 'Correction of usage for 15 April – 14 May 2026: −300,000 impressions, rated in that period’s tiers',
    },
  ]);
});

test('removing the rest gives back the other $24.00 and not a cent beyond the $60.00 that were billed', async () => {
  await setHours('corrected', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await balanceOf('corrected')).toBe(-6_000);
  expect(await adjustmentsOf('corrected')).toMatchObject([
    { units: -300_000, amount: -3_600 },
    { units: -1_200_000, amount: -2_400, reason: null },
  ]);
});

test('a late item can be given back only by the invoice that billed it: until then its correction waits', async () => {
  await setHours('both', [
    ['2026-04-15T12:00:00Z', 1_000_000],
    ['2026-04-20T08:00:00Z', 1_000_000],
  ]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await adjustmentsOf('both')).toMatchObject([{ units: 500_000, amount: 6_000 }]);
  await setHours('both', [
    ['2026-04-15T12:00:00Z', 300_000],
    ['2026-04-20T08:00:00Z', 200_000],
  ]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 0, waiting: 1 });
  await issueAdjustments(at());

  await goTo(NEXT_CLOSED);
  expect((await renewalsOf('both'))[0]?.total).toBe(9_900 + 6_000);
  expect(await planAdjustments(at())).toMatchObject({ planned: 2, waiting: 0 });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 2 });
  expect(await adjustmentsOf('both')).toMatchObject([
    { amount: 6_000 },
    { kind: 'late_credit', units: -1_500_000, amount: -6_000 },
    { kind: 'late_credit', units: 0, amount: -6_000 },
  ]);
  expect(await balanceOf('both')).toBe(-12_000);
});

test('the next invoice of the late one carried its items beside the plan: $99.00 + $120.00 + $12.00', async () => {
  expect((await renewalsOf('late'))[0]?.total).toBe(9_900 + 12_000 + 1_200);
});

test('and all three say then that they are billed', async () => {
  expect(await tellings('late')).toMatchObject({
    explain: ['billed', 'billed'],
    whatIf: ['billed', 'billed'],
    page: ['billed', 'billed'],
    buckets: [
      { name: 'invoiced', units: 1_500_000n },
      { name: 'billed', units: 1_100_000n },
    ],
  });
});

test('a tenant sees its own adjustments and nobody else’s', async () => {
  const [own] = await at().db.batch({ kind: 'tenant', customerId: of('late').customerId }, (db) => [
    db.execute('SELECT DISTINCT customer_id FROM period_adjustments'),
  ]);
  expect(own.rows).toEqual([{ customer_id: of('late').customerId }]);
});

test('a reading that comes again of an invoice with late items changes nothing', async () => {
  const [{ id } = { id: '' }] = await renewalsOf('both');
  await mirrorObject(at(), { type: 'invoice', id });
  expect(await mirrorObject(at(), { type: 'invoice', id })).toBe('unchanged');
});
