import { beforeAll, describe, expect, it } from 'vitest';
import { brokenStripe } from '../../../../dev/testing/broken-stripe.ts';
import {
  admin,
  balanceOf,
  billTooMuch,
  caseOf,
  creditByHand,
  give,
  hashOf,
  type Name,
  notesOf,
  of,
  other,
  planOf,
  REASON,
  traces,
} from '../../../../dev/testing/drift/billed-too-much.ts';
import { meterEvent, usageKey } from '../../../../dev/testing/drift/meters.ts';
import { lastInvoice } from '../../../../dev/testing/drift/objects.ts';
import { hourOf } from '../../../../dev/testing/drift/publisher.ts';
import {
  FIRST_DAY,
  LOOKED_AT,
  later,
  letMetersCount,
  looking,
  may,
  settle,
} from '../../../../dev/testing/drift/two-periods.ts';
import { dyingDatabase, KilledError } from '../../../../dev/testing/dying-database.ts';
import { dyingTransaction } from '../../../../dev/testing/dying-transaction.ts';
import { reconcileNow } from '../../../../dev/testing/reconciliation.ts';
import { ownerSql, staffActor, testContext } from '../../../../dev/testing/workers.ts';
import { issueAdjustments } from '../../adjustments/issue-adjustments.ts';
import { planAdjustments } from '../../adjustments/plan-adjustments.ts';
import type { ServiceContext } from '../../context.ts';
import { decideCase } from './decide-case.ts';
import { getCase } from './get-case.ts';

/** Of the transaction that decides: lock, read, close, book, record, alerts, audit. */
const STATEMENTS = 7;

beforeAll(billTooMuch, 240_000);

const NOTHING = { adjustments: [], excess: [] };
const WHOLE = {
  adjustments: [{ status: 'issued', amount: -2_400 }],
  excess: [
    { status: 'accepted', units: 200_000 },
    { status: 'held', units: -200_000 },
  ],
};

describe('a credit that is proposed', () => {
  it('is planned by the rule for late usage: $60.00 billed, $36.00 owed, $24.00 to be given back', async () => {
    expect(await planOf('paid')).toMatchObject({
      kind: 'credit',
      units: 200_000n,
      otherUnits: 0n,
      currency: 'usd',
      amountMinor: 2_400n,
      uncappedMinor: 2_400n,
      adjustments: [{ kind: 'late_credit', quantityDelta: -200_000n, status: 'planned' }],
    });
    expect(await hashOf('paid')).toBe(await hashOf('paid'));
    expect(await traces('paid')).toEqual(NOTHING);
  });

  it('waits while the invoice that will bill it is not issued', async () => {
    expect(await planOf('running')).toMatchObject({ kind: 'refused', reason: 'not_invoiced_yet' });
    await expect(give('running', { planHash: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'conflict' });
    expect(await traces('running')).toEqual(NOTHING);
  });

  it('is given by nobody but an admin in person, with the word and the plan that was seen', async () => {
    const readonly = testContext({ actor: staffActor('readonly'), now: LOOKED_AT });
    for (const ctx of [readonly, looking]) {
      await expect(give('paid', { ctx })).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(give('paid', { keyword: 'yes' })).rejects.toMatchObject({ code: 'invalid_value' });
    await expect(give('paid', { planHash: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'conflict' });
    expect(await traces('paid')).toEqual(NOTHING);
    expect(await notesOf('paid')).toEqual([]);
  });
});

describe('a credit that is given', () => {
  it('is a credit note on the invoice that billed it; what was paid goes to the balance', async () => {
    const given = await give('paid');
    expect(given).toMatchObject({ status: 'closed', outcome: 'credit_given', decided_by: 'admin@apex.test' });
    expect(given.credits).toMatchObject([{ status: 'issued', amount_minor: -2_400n, last_error: null }]);
    expect(await notesOf('paid')).toEqual([
      {
        subtotal: 2_400,
        invoice: await lastInvoice(of('paid')),
        status: 'issued',
        memo: expect.stringContaining('−200,000 impressions'),
      },
    ]);
    expect(await balanceOf('paid')).toBeLessThanOrEqual(-2_400);
    expect(await traces('paid')).toEqual(WHOLE);
  });

  it('lowers what is due where the invoice is open', async () => {
    const before = await may.stripe.invoices.retrieve(await lastInvoice(of('owes')));
    await give('owes');
    const after = await may.stripe.invoices.retrieve(before.id);
    expect(before.amount_remaining - after.amount_remaining).toBeGreaterThanOrEqual(2_400);
    expect(await balanceOf('owes')).toBe(0);
  });

  it('is one, when two admins give it at once; the same person gets the same again', async () => {
    const planHash = await hashOf('raced');
    const settled = await Promise.allSettled([
      give('raced', { planHash }),
      give('raced', { planHash, ctx: other }),
      give('raced', { planHash, ctx: other }),
    ]);
    const winners = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.decided_by] : []));
    expect(new Set(winners).size).toBe(1);
    for (const one of settled) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
    }
    const winner = winners[0] === 'other@apex.test' ? other : admin;
    await give('raced', { planHash, ctx: winner });
    const loser = winner === other ? admin : other;
    await expect(give('raced', { planHash, ctx: loser })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('already'),
    });
    expect(await notesOf('raced')).toHaveLength(1);
    expect(await traces('raced')).toEqual(WHOLE);
  });

  it('is one, whole, also when it is killed before or after any trip and any statement of its transaction', async () => {
    const planHash = await hashOf('killed');
    for (let statement = 1; statement <= STATEMENTS; statement += 1) {
      const ctx = { ...admin, db: dyingTransaction(admin.db, statement) };
      expect(await survives(ctx, planHash)).toBe(false);
      expect(await traces('killed')).toEqual(NOTHING);
    }
    for (let trip = 1, isDone = false; !isDone; trip += 1) {
      for (const moment of ['before', 'after'] as const) {
        const { database } = dyingDatabase(admin.db, { trip, moment });
        isDone = await survives({ ...admin, db: database }, planHash);
        const { adjustments, excess } = await traces('killed');
        expect(adjustments.length === 0).toBe(excess.length === 0);
      }
    }
    await give('killed', { planHash });
    await issueAdjustments(later);
    expect(await notesOf('killed')).toHaveLength(1);
    expect(await traces('killed')).toEqual(WHOLE);
  }, 120_000);

  it('is made by the job when Stripe does not answer', async () => {
    const planHash = await hashOf('unreachable');
    const stripe = brokenStripe(({ method, path }) => method === 'POST' && path === '/v1/credit_notes');
    const given = await give('unreachable', { planHash, ctx: { ...admin, stripe } });
    expect(given.credits).toMatchObject([{ status: 'planned', amount_minor: -2_400n }]);
    await issueAdjustments(later);
    expect((await getCase(later, given.id)).credits).toMatchObject([{ status: 'issued' }]);
    expect(await notesOf('unreachable')).toHaveLength(1);
  });

  it('tells staff what is left open where the line has $10.00 left of $24.00', async () => {
    const { customerId } = of('capped');
    await ownerSql(
      `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end,
         sequence, quantity_delta, uncapped_minor, amount_minor, offset_minor, by_hand_minor, currency, description,
         explanation, allocations, status, stripe_object_id, issued_at, invoice_id, run_after,
         created_at)
       SELECT gen_random_uuid(), i.customer_id, i.subscription_id, 'late_credit', l.component,
         i.period_start - interval '1 month', i.period_start, 1, -1, -5000, -5000, 0, 0, i.currency, 'Of the month before',
         '{}', jsonb_build_array(jsonb_build_object('stripeLineItemId', l.stripe_line_item_id, 'amountMinor', '5000')),
         'issued', 'cn_before', i.created_at, i.id, i.created_at, i.created_at
       FROM invoices i JOIN invoice_line_items l ON l.invoice_id = i.id
       WHERE i.customer_id = $1 AND l.amount_minor = 6000`,
      [customerId],
    );
    const given = await give('capped');
    expect(given.credits).toMatchObject([{ status: 'issued', amount_minor: -1_000n }]);
    const told = await ownerSql<{ text: string }>(
      `SELECT payload ->> 'text' AS text FROM notifications WHERE dedupe_key LIKE $1 AND channel = 'in_app'`,
      [`%adjustment:${given.credits[0]?.id}:capped%`],
    );
    expect(told).toEqual([{ text: expect.stringContaining('Left open: -$14.00.') }]);
  });

  it('is audited with what was billed too much before, and what was decided and given after', async () => {
    const [row] = await ownerSql<{ before: unknown; after: unknown }>(
      `SELECT before, after FROM billing_audit WHERE action = 'reconciliation.credit_given' AND object_id = $1`,
      [await caseOf('paid')],
    );
    expect(row).toMatchObject({
      before: { status: 'open', billedTooManyUnits: '200000' },
      after: {
        status: 'closed',
        outcome: 'credit_given',
        decision: REASON,
        amountMinor: '2400',
        currency: 'usd',
      },
    });
    const trail = await ownerSql(
      `SELECT action, count(*)::int AS n FROM billing_audit WHERE customer_id = $1 AND action LIKE 'adjustment.%'
       GROUP BY 1 ORDER BY 1`,
      [of('paid').customerId],
    );
    expect(trail).toEqual([
      { action: 'adjustment.issued', n: 1 },
      { action: 'adjustment.planned', n: 1 },
    ]);
  });
});

describe('when the world has changed since the plan', () => {
  it('a credit by hand in between refuses it; the new plan takes what was given back already into account', async () => {
    const planHash = await hashOf('byHand');
    await creditByHand('byHand', 1_000);
    await settle(looking);
    await expect(give('byHand', { planHash })).rejects.toMatchObject({ code: 'conflict' });
    expect(await traces('byHand')).toEqual(NOTHING);
    expect(await planOf('byHand')).toMatchObject({ amountMinor: 1_400n, byHandMinor: 1_000n });
    await give('byHand');
    expect((await notesOf('byHand')).map(({ subtotal }) => subtotal).sort()).toEqual([1_000, 1_400]);
  });

  it('$24 of $60 by hand that no webhook has told of refuse the $24 that were shown, and leave nothing to give', async () => {
    const planHash = await hashOf('unseen');
    await creditByHand('unseen', 1_000);
    await expect(give('unseen', { planHash })).rejects.toMatchObject({ code: 'conflict' });
    await creditByHand('unseen', 400);
    expect(await planOf('unseen')).toMatchObject({ amountMinor: 1_000n, byHandMinor: 1_400n });
    await creditByHand('unseen', 1_000);
    expect(await planOf('unseen')).toMatchObject({
      kind: 'refused',
      reason: 'by_hand',
      message: expect.stringContaining('given back by hand'),
    });
    expect(await traces('unseen')).toEqual(NOTHING);
  });

  it('$5 by hand before the job makes the $24 that Stripe did not answer for: nothing is made, the case says both', async () => {
    const planHash = await hashOf('overtaken');
    const stripe = brokenStripe(({ method, path }) => method === 'POST' && path === '/v1/credit_notes');
    const { id } = await give('overtaken', { planHash, ctx: { ...admin, stripe } });
    await creditByHand('overtaken', 500);
    await issueAdjustments(later);
    const [credit] = (await getCase(later, id)).credits;
    expect(credit).toMatchObject({
      status: 'failed',
      last_error: expect.stringMatching(
        /\$24\.00 are still to be given back.*had given back \$0\.00.*by now \$5\.00/,
      ),
    });
    expect((await notesOf('overtaken')).map(({ subtotal }) => subtotal)).toEqual([500]);
    await give('overtaken', { planHash });
    expect(await notesOf('overtaken')).toHaveLength(1);
  });

  it('a Stripe that does not answer while both sides are read is told, and nothing is given', async () => {
    const planHash = await hashOf('changed');
    const ctx = { ...admin, stripe: brokenStripe(() => true) };
    const told = {
      code: 'stripe_unavailable',
      userMessage: expect.stringContaining('nothing was given'),
    };
    await expect(planOf('changed', ctx)).rejects.toMatchObject(told);
    await expect(give('changed', { planHash, ctx })).rejects.toMatchObject(told);
    expect(await traces('changed')).toEqual(NOTHING);
  });

  it('a difference that is another one by now is refused in words', async () => {
    const planHash = await hashOf('changed');
    await meterEvent(of('changed'), { metric: 'impressions', value: 1n, at: hourOf(FIRST_DAY, 3) });
    await letMetersCount();
    await expect(give('changed', { planHash })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another one by now'),
    });
    expect(await traces('changed')).toEqual(NOTHING);
  });
});

it('a declined credit is not given afterwards, and moves nothing', async () => {
  const planHash = await hashOf('declined');
  const id = await caseOf('declined');
  await decideCase(admin, { id, keyword: 'decline', reason: 'They ran the second collector.' });
  await expect(give('declined', { planHash })).rejects.toMatchObject({ code: 'conflict' });
  expect(await traces('declined')).toEqual(NOTHING);
  expect(await notesOf('declined')).toEqual([]);
});

it('a second run is empty for all that was given back; the job of late usage adds nothing to it', async () => {
  await settle(later);
  expect((await planAdjustments(later)).planned).toBe(0);
  const before = new Map<string, unknown>();
  for (const name of ['paid', 'owes', 'raced', 'killed', 'unreachable', 'byHand', 'capped'] as const) {
    before.set(name, await notesOf(name));
  }
  const second = await reconcileNow(later);
  const left = second.differences.map(({ key, acknowledged }) => ({ key, acknowledged }));
  expect(left).toEqual(
    expect.arrayContaining([
      { key: usageKey(of('running'), 'impressions'), acknowledged: true },
      { key: usageKey(of('declined'), 'impressions', FIRST_DAY), acknowledged: true },
      { key: usageKey(of('changed'), 'impressions', FIRST_DAY), acknowledged: false },
      { key: usageKey(of('unseen'), 'impressions', FIRST_DAY), acknowledged: true },
    ]),
  );
  expect(left).toHaveLength(4);
  for (const [name, notes] of before) expect(await notesOf(name as Name)).toEqual(notes);
  const given = await ownerSql(
    `SELECT status, outcome, count(*)::int AS n FROM reconciliation_cases
     WHERE outcome = 'credit_given' GROUP BY 1, 2`,
  );
  expect(given).toEqual([{ status: 'gone', outcome: 'credit_given', n: 8 }]);
});

async function survives(ctx: ServiceContext, planHash: string): Promise<boolean> {
  try {
    await give('killed', { ctx, planHash });
    return true;
  } catch (error) {
    if (!wasKilled(error)) throw error;
    return false;
  }
}

/** A lease that cannot be given back either is told with both errors. */
function wasKilled(error: unknown): boolean {
  return error instanceof KilledError || (error instanceof AggregateError && error.errors.every(wasKilled));
}
