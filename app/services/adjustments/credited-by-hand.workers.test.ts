import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import {
  adjustmentsOf,
  at,
  balanceOf,
  closeFirstPeriod,
  correctTo,
  creditByHand,
  creditInWords,
  explanationOf,
  goTo,
  itemsOf,
  NEXT_CLOSED,
  of,
  renewalsOf,
  setHours,
  sync,
  tellings,
  usageLineOf,
  waitHours,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';

beforeAll(() =>
  closeFirstPeriod(['byHand', 'custom', 'reversed', 'goodwill', 'unnamed', 'known', 'unrecorded', 'twice']),
);

test('of $60.00 a person gave back $20.00: a correction of $36.00 gives back $16.00, all of it the last $24.00', async () => {
  await creditByHand('byHand', 2_000);
  await settleWebhooks(at());
  await setHours('byHand', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await balanceOf('byHand')).toBe(-3_600);
  await setHours('byHand', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('byHand')).toBe(-6_000);
  expect(await adjustmentsOf('byHand')).toMatchObject([
    { units: -300_000, uncapped: -1_600, amount: -1_600, status: 'issued', reason: null },
    { units: -1_200_000, uncapped: -2_400, amount: -2_400, status: 'issued', reason: null },
  ]);
  expect(await explanationOf('byHand')).toMatchObject({
    differenceMinor: '-3600',
    creditedByHand: { ofTheseLinesMinor: '2000', unnamedMinor: '0' },
  });
});

test('a person gave back $30.00 in words before the correction of $30.00 came: it waits, and no money moves', async () => {
  const { invoice } = await usageLineOf('custom');
  await creditInWords(invoice, 3_000);
  await settleWebhooks(at());
  expect(await correctTo('custom', 1_250_000)).toMatchObject({ planned: 1 });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect(await balanceOf('custom')).toBe(-3_000);
  expect(await adjustmentsOf('custom')).toMatchObject([
    { uncapped: -3_000, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
  const alerts = await ownerSql(
    `SELECT payload ->> 'text' AS text FROM notifications
     WHERE kind = 'adjustment.needs_decision' AND channel = 'in_app' AND payload ->> 'title' LIKE 'custom:%'`,
  );
  expect(alerts).toEqual([
    { text: expect.stringMatching(/nothing is made until a person has seen.*Left open: -\$30\.00\.$/) },
  ]);
  expect(await tellings('custom')).toMatchObject({ explain: ['undecided'], page: ['undecided'] });
});

test('of $60.00 a person gave back $20.00: corrected to $36.00 and back to $48.00 ends where $48.00 ends straight', async () => {
  await creditByHand('reversed', 2_000);
  await settleWebhooks(at());
  await correctTo('reversed', 1_300_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await balanceOf('reversed')).toBe(-2_000 - 400);
  await correctTo('reversed', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await itemsOf('reversed')).toEqual([
    {
      amount: 400,
      description:
        'Late usage for 15 April – 14 May 2026: 100,000 impressions, rated in that period’s tiers, $8.00 of it credited before and not billed again',
    },
  ]);
  expect(await adjustmentsOf('reversed')).toMatchObject([
    { units: -200_000, amount: -400, status: 'issued' },
    { units: 100_000, amount: 400, status: 'issued' },
  ]);
});

test('what a person gives back after a correction of ours is neither counted nor billed: the next correction waits', async () => {
  await correctTo('goodwill', 1_400_000);
  await issueAdjustments(at());
  waitHours(1);
  await goTo(at().now);
  await creditByHand('goodwill', 1_000);
  await settleWebhooks(at());
  await correctTo('goodwill', 1_450_000);
  await issueAdjustments(at());
  await correctTo('goodwill', 1_425_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
  expect(await balanceOf('goodwill')).toBe(-1_200 - 1_000);
  expect(await adjustmentsOf('goodwill')).toMatchObject([
    { amount: -1_200, status: 'issued' },
    { amount: 600, status: 'issued' },
    { uncapped: -300, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
});

test('what a person gave back without naming a line is taken from the flat fee first: $99.00, then $21.00 of usage, and waits', async () => {
  const { invoice } = await usageLineOf('unnamed');
  await at().stripe.creditNotes.create({ invoice, amount: 12_000, credit_amount: 12_000 });
  await settleWebhooks(at());
  await setHours('unnamed', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect(await balanceOf('unnamed')).toBe(-12_000);
  expect(await adjustmentsOf('unnamed')).toMatchObject([
    { uncapped: -6_000, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
});

test('what was known at the decision refuses nothing: $20.00 by hand before, and the other $10.00 are given', async () => {
  await creditByHand('known', 2_000);
  await settleWebhooks(at());
  await correctTo('known', 1_250_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('known')).toBe(-3_000);
});

test('a credit of which nobody recorded what was given back before is judged by what is left alone', async () => {
  await creditByHand('unrecorded', 2_000);
  await settleWebhooks(at());
  await correctTo('unrecorded', 1_250_000);
  await ownerSql('UPDATE period_adjustments SET known_credits = NULL WHERE customer_id = $1', [
    of('unrecorded').customerId,
  ]);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('unrecorded')).toBe(-3_000);
});

test('given back in words on both invoices that billed the usage, $30.00 and $20.00: the person hears of $50.00', async () => {
  await setHours('twice', [['2026-04-20T08:00:00Z', 100_000]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  await goTo(NEXT_CLOSED);
  const [june, may] = await renewalsOf('twice');
  await creditInWords(may?.id ?? '', 3_000);
  await creditInWords(june?.id ?? '', 2_000);
  await settleWebhooks(at());
  await correctTo('twice', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect((await adjustmentsOf('twice')).at(-1)).toMatchObject({ amount: 0, reason: 'credited_by_hand' });
  expect(await explanationOf('twice', 'DESC')).toMatchObject({ creditedByHand: { unnamedMinor: '5000' } });
});
