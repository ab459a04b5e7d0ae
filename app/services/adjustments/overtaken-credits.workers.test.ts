import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import {
  adjustmentsOf,
  admin,
  at,
  balanceOf,
  closeFirstPeriod,
  correctTo,
  creditByHand,
  creditInWords,
  goTo,
  NEXT_CLOSED,
  of,
  renewalsOf,
  setHours,
  sync,
  tellings,
  usageLineOf,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';
import { settleByHand } from './settle-by-hand.ts';

beforeAll(() => closeFirstPeriod(['overtaken', 'alike', 'lost', 'meanwhile', 'worded', 'elsewhere']));

test('a credit that a person makes between decision and issue: ours fails, nothing beyond $60.00 is given, staff is told', async () => {
  await setHours('overtaken', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  await creditByHand('overtaken', 100);
  const error =
    /\$60\.00 are still to be given back: \$60\.00 by “.*”, which has \$59\.00 left\. Somebody gave back the rest by hand meanwhile\./;
  const { failed } = await issueAdjustments(at());
  expect(failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('overtaken')).toBe(-100);
  expect(await adjustmentsOf('overtaken')).toMatchObject([{ amount: -6_000, status: 'failed' }]);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  const told = await ownerSql(
    `SELECT channel FROM notifications WHERE kind = 'adjustment.failed' AND payload ->> 'text' LIKE '%$59.00 left%' ORDER BY 1`,
  );
  expect(told).toEqual([{ channel: 'in_app' }, { channel: 'slack' }]);
});

test('$20.00 by hand between decision and issue refuse ours of $30.00 although the line has $40.00 left: both are told', async () => {
  await correctTo('alike', 1_250_000);
  await creditByHand('alike', 2_000);
  const error =
    /\$30\.00 are still to be given back: \$30\.00 by “.*”, which has \$40\.00 left\. Of “.*” somebody had given back \$0\.00 when this was decided, and by now \$20\.00, perhaps for the same usage\./;
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('alike')).toBe(-2_000);
  expect(await adjustmentsOf('alike')).toMatchObject([{ amount: -3_000, status: 'failed' }]);
});

test('the $30.00 settled by hand instead are never given back: the next correction of $6.00 comes to $6.00 alone', async () => {
  await settleWebhooks(at());
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `SELECT id FROM period_adjustments WHERE customer_id = $1 AND status = 'failed'`,
    [of('alike').customerId],
  );
  await settleByHand(admin(), {
    id,
    settledAs: 'outside',
    keyword: 'settled',
    reason: 'Their $20.00, and $10.00 to the balance.',
  });
  await correctTo('alike', 1_200_000);
  await issueAdjustments(at());
  expect(await adjustmentsOf('alike')).toMatchObject([
    { amount: -3_000, status: 'failed' },
    { units: -50_000, uncapped: -600, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
  expect(await balanceOf('alike')).toBe(-2_000);
  expect(await tellings('alike')).toMatchObject({ explain: ['by_hand', 'undecided'] });
});

test('a note that names an adjustment of which we know nothing is not ours, as after a restore', async () => {
  const { invoice, line } = await usageLineOf('lost');
  await correctTo('lost', 1_250_000);
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount: 3_000 }],
    credit_amount: 3_000,
    metadata: { adjustment_id: '6b1f4a1e-3f0c-4a6e-9d51-8a2f7c0d9e11' },
  });
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringContaining('by now $30.00')]);
  expect(await balanceOf('lost')).toBe(-3_000);
});

test('a credit that we decide and give while a run gives another is ours: both are given', async () => {
  const { invoice, line } = await usageLineOf('meanwhile');
  await correctTo('meanwhile', 1_400_000);
  const ctx = at();
  let batches = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    batches += 1;
    const isClaim = batches === 1;
    const found = await ctx.db.batch(scope, build);
    if (isClaim) {
      const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
        `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end,
           sequence, quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations,
           status, invoice_id, run_after, created_at)
         SELECT gen_random_uuid(), customer_id, subscription_id, kind, component, period_start, period_end,
           sequence + 1, 0, -500, -500, currency, 'By a case', '{}', '[]', 'planned', invoice_id, '2027-01-01', created_at
         FROM period_adjustments WHERE customer_id = $1 RETURNING id`,
        [of('meanwhile').customerId],
      );
      await at().stripe.creditNotes.create({
        invoice,
        lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount: 500 }],
        credit_amount: 500,
        metadata: { adjustment_id: id },
      });
    }
    return found;
  };
  expect(await issueAdjustments({ ...ctx, db: { ...ctx.db, batch } })).toMatchObject({
    issued: 1,
    failed: [],
  });
  expect(await balanceOf('meanwhile')).toBe(-1_200 - 500);
});

test('a credit in words between decision and issue: ours is not made, staff is told', async () => {
  const { invoice } = await usageLineOf('worded');
  await correctTo('worded', 1_250_000);
  await creditInWords(invoice, 3_000);
  const error =
    /\$30\.00 are still to be given back: \$30\.00 by “.*”, which has \$60\.00 left\. Somebody gave back \$30\.00 without naming a line meanwhile\./;
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('worded')).toBe(-3_000);
  await settleWebhooks(at());
});

test('given back by hand on the other invoice that billed the usage: nothing is made on this one', async () => {
  await setHours('elsewhere', [['2026-04-20T08:00:00Z', 100_000]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  await goTo(NEXT_CLOSED);
  const [june] = await renewalsOf('elsewhere');
  const late = june?.lines.data.find(({ amount }) => amount === 1_200);
  await correctTo('elsewhere', 1_400_000);
  await at().stripe.creditNotes.create({
    invoice: june?.id ?? '',
    lines: [{ type: 'invoice_line_item', invoice_line_item: late?.id ?? '', amount: 500 }],
    credit_amount: 500,
  });
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringContaining('by now $5.00')]);
  expect((await adjustmentsOf('elsewhere')).at(-1)).toMatchObject({ amount: -1_200, status: 'failed' });
});
