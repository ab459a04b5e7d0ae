import { beforeAll, describe, expect, test } from 'vitest';
import {
  addPublisher,
  at,
  goTo,
  MILLION,
  of,
  overviewOf,
  setHours,
  setTime,
  sweep,
  TERMS,
} from '../../../dev/testing/commitments.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { dyingDatabase } from '../../../dev/testing/dying-database.ts';
import { planWhile } from '../../../dev/testing/late-usage.ts';
import { runTestSync } from '../../../dev/testing/usage.ts';
import { ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { money } from '../../domain/money.ts';
import { issueAdjustments } from '../adjustments/issue-adjustments.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { settleByHand } from '../adjustments/settle-by-hand.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { reviewDueInvoices } from '../invoice-reviews/review-due-invoices.ts';
import { simulatePlans } from '../plans/simulate-plans.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { planTrueUps } from './plan-true-ups.ts';

const USED: Record<string, number> = {
  short: 1.2 * MILLION,
  above: 3.5 * MILLION,
  free: 1.2 * MILLION,
  late: 1.2 * MILLION,
  killed: 1.2 * MILLION,
  missed: 1.2 * MILLION,
  raced: 1.2 * MILLION,
  leaving: 1.2 * MILLION,
  quit: 0.2 * MILLION,
  prorated: 2 * MILLION,
};
const QUIT_AT = new Date('2026-05-10T00:00:00.000Z');
const RENEWAL = new Date('2026-05-15T00:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function afterRenewal(minutes: number): Date {
  return new Date(RENEWAL.getTime() + minutes * MINUTE_MS);
}

function hoursOn(hours: number): Date {
  return new Date(at().now.getTime() + hours * HOUR_MS);
}

async function decideLate(name: string, ...hours: readonly (readonly [hour: string, quantity: number])[]) {
  setTime(hoursOn(1));
  await setHours(hours.map(([hour, quantity]) => [name, hour, quantity] as const));
  const planned = await planAdjustments(at());
  const issued = await issueAdjustments(at());
  return { planned, issued };
}

async function booksOf(name: string) {
  return ownerSql(
    `SELECT kind, component, sequence, amount_minor::int AS amount, offset_minor::int AS "offset", status, reason
     FROM period_adjustments WHERE customer_id = $1 ORDER BY component = 'minimum' DESC, component DESC, sequence`,
    [of(name).customerId],
  );
}

async function itemsOf(name: string) {
  const { data } = await at().stripe.invoiceItems.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data.map(({ amount, description, invoice }) => ({
    amount,
    description,
    isBilled: invoice !== null,
  }));
}

async function renewalsOf(name: string) {
  const { data } = await at().stripe.invoices.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data
    .filter(({ billing_reason: reason }) => reason === 'subscription_cycle')
    .map(({ total, status }) => ({ total, status }));
}

/** Our write after Stripe's effect never reaches the database. */
function killedWhileSettling(ctx: ServiceContext): ServiceContext {
  return { ...ctx, db: dyingDatabase(ctx.db, { trip: 2, moment: 'before' }).database };
}

async function postponeOthers(name: string, isOnly: boolean) {
  await ownerSql(
    `UPDATE commitment_checks SET run_after = run_after + $1::interval
     WHERE status = 'pending' AND (customer_id = $2) <> $3`,
    ['1 day', of(name).customerId, isOnly],
  );
}

beforeAll(async () => {
  await provisionCatalog(testContext());
  for (const name of Object.keys(USED)) {
    const { minimumCommitmentMinor: _none, ...unbound } = TERMS;
    await addPublisher(name, { terms: name === 'free' ? unbound : TERMS });
  }
  await setHours(Object.entries(USED).map(([name, units]) => [name, '2026-04-15T12:00:00Z', units] as const));
  await reportUsage(at());
  await at().stripe.subscriptions.update(of('leaving').stripeSubscriptionId, { cancel_at_period_end: true });
  await goTo(QUIT_AT);
  await at().stripe.subscriptions.cancel(of('quit').stripeSubscriptionId, { invoice_now: true });
  const prorated = of('prorated').stripeSubscriptionId;
  await at().stripe.subscriptions.cancel(prorated, { invoice_now: true, prorate: true });
  await settleWebhooks(at());
}, 120_000);

const usd = (minor: bigint) => money(minor, 'usd');

describe('a running period under a minimum', () => {
  test('$500.00 − $200.00 − $120.00 = $180.00 are expected; with the next $200.00 the next invoice is $500.00', async () => {
    const { usage, nextInvoice, runningTotal } = await overviewOf('short');
    expect(usage.minimum).toEqual({
      agreed: usd(50_000n),
      commitment: usd(50_000n),
      fee: usd(20_000n),
      isByHand: false,
      charged: usd(32_000n),
      trueUp: usd(18_000n),
    });
    expect(runningTotal).toEqual(usd(32_000n));
    expect(nextInvoice).toMatchObject({
      at: RENEWAL,
      usage: usd(12_000n),
      trueUp: usd(18_000n),
      late: usd(0n),
      baseFee: usd(20_000n),
      total: usd(50_000n),
    });
  });

  test('who leaves is billed usage and true-up and no next fee: $300.00; who is above the minimum no true-up', async () => {
    expect((await overviewOf('leaving')).nextInvoice).toMatchObject({ baseFee: null, total: usd(30_000n) });
    expect((await overviewOf('above')).nextInvoice).toMatchObject({ trueUp: usd(0n), total: usd(55_000n) });
    expect((await overviewOf('free')).usage.minimum).toBeNull();
  });
});

describe('a subscription cancelled at once with a last invoice', () => {
  test('owes 25 of 30 days of $500.00 = $416.67, less $200.00 and $20.00: $196.67 on that draft', async () => {
    await goTo(new Date(QUIT_AT.getTime() + 50 * MINUTE_MS));
    expect((await sweep()).failures).toEqual([]);
    expect(await itemsOf('quit')).toEqual([
      {
        amount: 19_667,
        isBilled: true,
        description:
          'Minimum commitment for 15 April – 9 May 2026: $416.67 (25 of 30 days of $500.00), less $200.00 flat fee and $20.00 usage',
      },
    ]);
    await goTo(new Date(QUIT_AT.getTime() + 3 * HOUR_MS));
    expect(await renewalsOf('quit')).toEqual([{ total: 2_000 + 19_667, status: 'paid' }]);
  });
});

test('of a fee that was given back in part counts what is left: $416.67 − ($200.00 − $33.33) − $200.00 = $50.00', async () => {
  expect(await itemsOf('prorated')).toMatchObject([
    {
      amount: 5_000,
      isBilled: true,
      description: expect.stringContaining('less $166.67 flat fee and $200.00 usage'),
    },
    { amount: -3_333, isBilled: true },
  ]);
});

describe('the draft of a renewal', () => {
  test('is left alone while usage may still go on it', async () => {
    await goTo(afterRenewal(49));
    await runTestSync(at());
    expect((await sweep()).result).toMatchObject({ planned: { decided: 0 } });
    const checks = await ownerSql<{ name: string }>(
      `SELECT c.name FROM commitment_checks k JOIN customers c ON c.id = k.customer_id
       WHERE k.status = 'pending' ORDER BY c.name`,
    );
    expect(checks.map(({ name }) => name)).toEqual([
      'above',
      'killed',
      'late',
      'leaving',
      'missed',
      'raced',
      'short',
    ]);
  });

  test('usage on its way to the meter is waited for a minute at a time', async () => {
    setTime(afterRenewal(50));
    await postponeOthers('short', true);
    const insert = `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, run_after,
      created_at) VALUES ('on-its-way', $1, 'api_calls', '2026-05-14T23:00Z', 1, 'pending', '2026-06-01Z', '2026-05-15Z')`;
    await ownerSql(insert, [of('short').customerId]);
    expect((await sweep()).result).toMatchObject({ planned: { decided: 0, waiting: 1, problems: [] } });
    await ownerSql(`DELETE FROM usage_outbox WHERE identifier = 'on-its-way'`);
    expect((await sweep()).result).toMatchObject({ planned: { decided: 0, waiting: 0 } });
  });

  test('$500.00 committed, $320.00 charged: one item of $180.00 on the draft, also when two decide at once', async () => {
    await goTo(afterRenewal(51));
    const decided = await Promise.all([planTrueUps(at()), planTrueUps(at())]);
    expect(decided.reduce((sum, each) => sum + each.decided, 0)).toBe(1);
    await Promise.all([issueAdjustments(at()), issueAdjustments(at())]);
    expect(await itemsOf('short')).toEqual([
      {
        amount: 18_000,
        isBilled: true,
        description:
          'Minimum commitment for 15 April – 14 May 2026: $500.00, less $200.00 flat fee and $120.00 usage',
      },
    ]);
    expect(await renewalsOf('short')).toEqual([{ total: 20_000 + 12_000 + 18_000, status: 'draft' }]);
    const trail = await ownerSql(
      `SELECT action FROM billing_audit WHERE customer_id = $1 AND object_type = 'period_adjustment' ORDER BY id`,
      [of('short').customerId],
    );
    expect(trail).toEqual([{ action: 'adjustment.planned' }, { action: 'adjustment.issued' }]);
  });

  test('a run is killed between Stripe’s effect and our write', async () => {
    await postponeOthers('killed', false);
    await ownerSql(`UPDATE commitment_checks SET run_after = $1 WHERE customer_id = $2`, [
      at().now,
      of('killed').customerId,
    ]);
    await planTrueUps(at());
    await expect(issueAdjustments(killedWhileSettling(at()))).rejects.toThrow('stay claimed');
    expect(await itemsOf('killed')).toHaveLength(1);
    expect(await booksOf('killed')).toMatchObject([{ amount: 18_000, status: 'planned' }]);
    expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
  });

  test('the others at once: above the minimum nothing, the last invoice of one that ends $180.00', async () => {
    await ownerSql(
      `UPDATE commitment_checks SET run_after = $1 WHERE status = 'pending' AND customer_id <> ALL ($2)`,
      [at().now, [of('missed').customerId, of('raced').customerId]],
    );
    await sweep();
    expect(await booksOf('above')).toMatchObject([{ amount: 0, status: 'recorded' }]);
    expect(await itemsOf('above')).toEqual([]);
    expect(await booksOf('leaving')).toMatchObject([{ amount: 18_000, status: 'issued' }]);
    expect(await booksOf('free')).toEqual([]);
  });

  test('a repeat changes nothing, and the look before it is issued sees the whole total and passes it', async () => {
    await goTo(afterRenewal(53));
    expect((await sweep()).result).toMatchObject({ planned: { decided: 0 }, issued: { issued: 0 } });
    expect(await reviewDueInvoices(at())).toMatchObject({ parked: 0, failures: [] });
    const [mirrored] = await ownerSql(
      `SELECT amount_minor::int AS total FROM invoices WHERE customer_id = $1 AND status = 'draft'`,
      [of('short').customerId],
    );
    expect(mirrored).toEqual({ total: 50_000 });
  });

  test('is issued and paid with it', async () => {
    await ownerSql(`UPDATE commitment_checks SET run_after = $1 WHERE customer_id = $2`, [
      at().now,
      of('raced').customerId,
    ]);
    await goTo(afterRenewal(59), { isMirrored: false });
    await planTrueUps(at());
    await goTo(afterRenewal(60.5), { isMirrored: false });
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
    await goTo(afterRenewal(130));
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
    for (const name of ['short', 'killed', 'late']) {
      expect(await renewalsOf(name)).toEqual([{ total: 50_000, status: 'paid' }]);
    }
    expect(await renewalsOf('above')).toEqual([{ total: 20_000 + 35_000, status: 'paid' }]);
    expect(await renewalsOf('leaving')).toEqual([{ total: 12_000 + 18_000, status: 'paid' }]);
  });

  test('is told apart on the page of its period: $180.00 billed to fill it up', async () => {
    const { usage, later, nextInvoice, buckets } = await overviewOf('short', QUIT_AT);
    expect([usage.minimum, nextInvoice]).toEqual([null, null]);
    expect(later).toMatchObject([{ component: 'minimum', state: 'billed', amount: usd(18_000n) }]);
    expect(buckets?.impressions).toEqual([{ name: 'invoiced', units: 1_200_000n }]);
  });

  test('and what the killed run made is found on it, long after it can be added to', async () => {
    expect(await itemsOf('killed')).toMatchObject([{ amount: 18_000, isBilled: true }]);
    expect(await booksOf('killed')).toMatchObject([{ amount: 18_000, status: 'issued' }]);
  });

  test('that Stripe issued a moment earlier does not carry it: the next invoice will', async () => {
    expect(await renewalsOf('raced')).toEqual([{ total: 32_000, status: 'paid' }]);
    expect(await itemsOf('raced')).toMatchObject([{ amount: 18_000, isBilled: false }]);
  });

  test('of which we heard too late does not either', async () => {
    await ownerSql(`UPDATE commitment_checks SET run_after = $1 WHERE status = 'pending'`, [at().now]);
    await sweep();
    expect(await booksOf('missed')).toMatchObject([{ amount: 18_000, status: 'issued' }]);
    expect(await itemsOf('missed')).toMatchObject([{ amount: 18_000, isBilled: false }]);
  });
});

describe('late usage of a period that was filled up', () => {
  test('$100.00 late are within the $180.00: nothing is billed, both sides are in the books', async () => {
    await decideLate('late', ['2026-04-20T08:00:00Z', 1 * MILLION]);
    expect(await itemsOf('late')).toHaveLength(1);
    expect(await booksOf('late')).toMatchObject([
      { kind: 'minimum_true_up', amount: 18_000, offset: 0 },
      { kind: 'minimum_credit', amount: 0, offset: -10_000, status: 'recorded' },
      { kind: 'late_usage', amount: 0, offset: 10_000, status: 'recorded' },
    ]);
  });

  test('another $150.00: $80.00 fill the rest, $70.00 go on the next invoice and say why', async () => {
    await decideLate('late', ['2026-04-21T08:00:00Z', 1.5 * MILLION]);
    expect(await itemsOf('late')).toMatchObject([
      {
        amount: 7_000,
        description:
          'Late usage for 15 April – 14 May 2026: 1,500,000 impressions, rated in that period’s tiers, $80.00 of it within that period’s minimum commitment',
      },
      { amount: 18_000 },
    ]);
  });

  test('−$200.00 from $570.00 leave $370.00, and $500.00 are owed: $70.00 are given back', async () => {
    const corrected = await decideLate(
      'late',
      ['2026-04-15T12:00:00Z', 0.2 * MILLION],
      ['2026-04-20T08:00:00Z', 0],
    );
    expect(corrected).toMatchObject({ planned: { planned: 2 }, issued: { failed: [] } });
    await goTo(new Date('2026-06-15T02:10:00.000Z'));
    const [sums] = await ownerSql(
      `SELECT sum(amount_minor)::int AS moved, sum(offset_minor)::int AS "offset" FROM period_adjustments
       WHERE customer_id = $1 AND period_start = '2026-04-15T00:00Z'`,
      [of('late').customerId],
    );
    expect(sums).toEqual({ moved: 18_000, offset: 0 });
    const { data } = await at().stripe.creditNotes.list({ customer: of('late').stripeCustomerId });
    expect(data.map(({ amount }) => amount)).toEqual([7_000]);
  });

  test('a planner that was overtaken writes nothing of the period: $100.00 and $50.00 fill $150.00 once', async () => {
    setTime(hoursOn(1));
    await setHours([
      ['killed', '2026-04-20T08:00:00Z', 1 * MILLION],
      ['killed', '2026-04-20T08:00:00Z', 0.5 * MILLION, 'api_calls'],
    ]);
    const setCalls = (status: string) =>
      ownerSql(`UPDATE usage_outbox SET status = $1 WHERE customer_id = $2 AND metric = 'api_calls'`, [
        status,
        of('killed').customerId,
      ]);
    const overtaken = await planWhile(at(), async () => {
      await setCalls('pending');
      expect(await planAdjustments(at())).toMatchObject({ planned: 2 });
      await setCalls('held');
    });
    expect(overtaken).toMatchObject({ planned: 0 });
    await planAdjustments(at());
    expect(await booksOf('killed')).toMatchObject([
      { component: 'minimum', amount: 18_000, offset: 0 },
      { component: 'minimum', offset: -10_000 },
      { component: 'minimum', offset: -5_000 },
      { component: 'impressions', amount: 0, offset: 10_000 },
      { component: 'api_calls', amount: 0, offset: 5_000 },
    ]);
  });

  test('less usage above the minimum: −$100.00 from $550.00 give back $50.00, down to the minimum', async () => {
    await decideLate('above', ['2026-04-15T12:00:00Z', 2.5 * MILLION]);
    const { data } = await at().stripe.creditNotes.list({ customer: of('above').stripeCustomerId });
    expect(data.map(({ amount }) => amount)).toEqual([5_000]);
    expect(await booksOf('above')).toMatchObject([
      { kind: 'minimum_true_up', amount: 0, offset: 0 },
      { kind: 'minimum_true_up', amount: 0, offset: 5_000 },
      { kind: 'late_credit', amount: -5_000, offset: -5_000 },
    ]);
  });

  test('of a true-up of $180.00 that a person waived nothing is there to be filled: $30.00 late are $30.00', async () => {
    const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
      `UPDATE period_adjustments SET status = 'unbillable', reason = 'subscription_ended', amount_minor = 0,
         stripe_object_id = NULL
       WHERE customer_id = $1 AND component = 'minimum' RETURNING id`,
      [of('missed').customerId],
    );
    const admin = testContext({ now: at().now, actor: staffActor('admin') });
    await settleByHand(admin, {
      id,
      settledAs: 'waived',
      keyword: 'settled',
      reason: 'A gesture of goodwill.',
    });
    await decideLate('missed', ['2026-04-15T12:00:00Z', 1 * MILLION]);
    await decideLate('missed', ['2026-04-15T12:00:00Z', 1.2 * MILLION]);
    await decideLate('missed', ['2026-04-15T12:00:00Z', 1.5 * MILLION]);
    expect(await booksOf('missed')).toMatchObject([
      { kind: 'minimum_true_up', amount: 0, offset: 0, status: 'unbillable' },
      { kind: 'minimum_true_up', offset: 2_000 },
      { kind: 'minimum_credit', offset: -2_000 },
      { kind: 'late_credit', amount: 0, offset: -2_000, status: 'recorded' },
      { kind: 'late_usage', amount: 0, offset: 2_000, status: 'recorded' },
      { kind: 'late_usage', amount: 3_000, offset: 0, status: 'issued' },
    ]);
  });

  test('without a commitment $100.00 late are $100.00', async () => {
    await decideLate('free', ['2026-04-20T08:00:00Z', 1 * MILLION]);
    expect(await booksOf('free')).toMatchObject([{ kind: 'late_usage', amount: 10_000, offset: 0 }]);
  });
});

test('what was billed of the first period is what the plan costs, for each that has settled', async () => {
  await settleWebhooks(at());
  for (const name of ['short', 'above', 'late', 'killed']) {
    const { periods, plans } = await simulatePlans(at(), { customerId: of(name).customerId, periods: 12 });
    expect([name, periods[0]?.billed?.amountMinor]).toEqual([name, 50_000n]);
    expect(plans[0]?.charges[0]?.total.amountMinor).toBe(50_000n);
  }
});
