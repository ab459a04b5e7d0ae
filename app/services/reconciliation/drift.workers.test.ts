import { beforeAll, describe, expect, it } from 'vitest';
import { newDeliveries } from '../../../dev/testing/deliver-webhooks.ts';
import { booksOf, stripeState, withoutIds } from '../../../dev/testing/drift/books.ts';
import { CUSTOMER_DRIFTS } from '../../../dev/testing/drift/customer-drifts.ts';
import type { Expected } from '../../../dev/testing/drift/drift.ts';
import { INVOICE_DRIFTS } from '../../../dev/testing/drift/invoice-drifts.ts';
import { meterEvent, meterOf } from '../../../dev/testing/drift/meters.ts';
import { moneyHere, moneyInStripe } from '../../../dev/testing/drift/money.ts';
import { PAYMENT_DRIFTS } from '../../../dev/testing/drift/payment-drifts.ts';
import { hourOf, makePublisher, type Publisher } from '../../../dev/testing/drift/publisher.ts';
import { SUBSCRIPTION_DRIFTS } from '../../../dev/testing/drift/subscription-drifts.ts';
import {
  april,
  LATER,
  LOOKED_AT,
  later,
  letMetersCount,
  liveTwoPeriods,
  looking,
  may,
  SECOND_PERIOD,
} from '../../../dev/testing/drift/two-periods.ts';
import { USAGE_DRIFTS } from '../../../dev/testing/drift/usage-drifts.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync } from '../../../dev/testing/usage.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { renderMessage } from '../../notifications/templates/index.ts';
import { checkPreviews } from '../rating-checks/check-previews.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import type { RunDetail } from './get-run.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { planRepair } from './repair/plan-repair.ts';
import type { RepairPlan } from './repair/repair-plan.ts';

const BILLED = 1_000_000n;
const DRIFTS = [
  ...USAGE_DRIFTS,
  ...INVOICE_DRIFTS,
  ...PAYMENT_DRIFTS,
  ...SUBSCRIPTION_DRIFTS,
  ...CUSTOMER_DRIFTS,
];

const publishers: Publisher[] = [];
const bystanders: Publisher[] = [];
const expected: (Expected & { kind: string })[] = [];
const before = new Map<string, unknown>();
let stripeBefore: string;
let found: RunDetail;
let plan: RepairPlan;

beforeAll(async () => {
  await liveTwoPeriods(async () => {
    for (const { kind, withoutCard } of DRIFTS) {
      publishers.push(await makePublisher(april, { name: kind, withoutCard }));
    }
    for (const name of ['Receiver', 'Bystander', 'Onlooker']) {
      bystanders.push(await makePublisher(april, { name }));
    }
    return [...publishers, ...bystanders];
  });
}, 240_000);

it('before anything drifts there is nothing to find, in two periods of every meter and every object', async () => {
  const clean = await reconcileNow(may);
  expect(clean.differences.map(({ key, fields, cause }) => ({ key, fields, cause }))).toEqual([]);
  expect(clean.run.progress.compared).toBeGreaterThan((DRIFTS.length + 3) * 3 * 2);
}, 120_000);

describe(`${DRIFTS.length} kinds of drift, injected at once`, () => {
  beforeAll(async () => {
    const [receiver] = bystanders;
    if (receiver === undefined) throw new Error('no receiver');
    for (const own of [...publishers, ...bystanders])
      before.set(own.customerId, await booksOf(own.customerId));
    for (const [index, drift] of DRIFTS.entries()) {
      const own = publishers[index];
      if (own === undefined) continue;
      const made = await drift.inject(own, receiver);
      expected.push(...made.map((entry) => ({ ...entry, kind: drift.kind })));
      await newDeliveries();
    }
    await letMetersCount();
    stripeBefore = await stripeState();
    found = await reconcileNow(looking);
    plan = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
  }, 240_000);

  it('are at least thirty, none of them twice, and each makes something differ', () => {
    expect(new Set(DRIFTS.map(({ kind }) => kind)).size).toBe(DRIFTS.length);
    expect(DRIFTS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(expected.map(({ kind }) => kind)).size).toBe(DRIFTS.length);
    expect(new Set(expected.map(({ key }) => key)).size).toBe(expected.length);
  });

  it('finds each of them and nothing else', () => {
    expect(found.differences.map(({ key }) => key).sort()).toEqual(expected.map(({ key }) => key).sort());
  });

  it('names the likeliest cause of each', () => {
    const causes = new Map(found.differences.map(({ key, cause }) => [key, cause]));
    const told = expected.map(({ kind, key }) => ({ kind, key, cause: causes.get(key) }));
    expect(told).toEqual(expected.map(({ kind, key, cause }) => ({ kind, key, cause })));
  });

  it('plans for each what mends it, and leaves to a person what a person must decide', () => {
    const actions = new Map(plan.actions.map(({ differenceKey, action }) => [differenceKey, action.type]));
    const planned = expected.map(({ kind, key }) => ({ kind, key, action: actions.get(key) }));
    expect(planned).toEqual(expected.map(({ kind, key, action }) => ({ kind, key, action })));
  });

  it('says of each what people call it: plans by their names, invoices and what pays them by their numbers', () => {
    const objects = plan.actions.flatMap(({ subject }) => (subject.type === 'object' ? [subject] : []));
    const plans = objects.flatMap(({ fields }) => fields.filter(({ field }) => field === 'plan'));
    expect(plans).toContainEqual({
      field: 'plan',
      internal: 'Scale, version 1',
      stripe: 'Starter, version 1',
    });
    const numbers = objects
      .filter(({ kind }) => kind === 'payment')
      .map(({ invoiceNumber }) => invoiceNumber);
    expect(numbers).toContainEqual(expect.stringMatching(/-\d{4}$/));
    const meters = plan.actions.filter(({ subject }) => subject.type === 'usage' && subject.books !== null);
    expect(meters.length).toBeGreaterThan(5);
  });

  it('knows what they cost: 200,000 units twice, beyond a million at 0.12 per thousand, is $24.00', () => {
    const row = found.differences.find(({ key }) => key === expected.find(isDuplicate)?.key);
    expect(row).toMatchObject({
      internal_value: '600000',
      stripe_value: '1200000',
      percentage_diff: '50.0000',
      amount_effect_minor: '-2400',
    });
    expect(1_200_000n - BILLED).toBe(200_000n);
  });

  it('plans the same again while nothing changes, with the same hash', async () => {
    const again = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
    expect(again.planHash).toBe(plan.planHash);
  });

  it('refuses a plan when the world has changed since, and has done nothing', async () => {
    const [own] = publishers;
    if (own === undefined) throw new Error('no publisher');
    const audits = await ownerSql('SELECT count(*) FROM billing_audit');
    await meterEvent(own, { metric: 'impressions', value: 1n, at: hourOf(SECOND_PERIOD, 2) });
    await letMetersCount();
    const reason = 'The drill of the drift.';
    await expect(
      applyRepair(looking, {
        runId: found.run.id,
        planHash: plan.planHash,
        reason,
        pace: NO_PACE,
        now: LOOKED_AT,
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await ownerSql('SELECT count(*) FROM billing_audit')).toEqual(audits);
    expect(await ownerSql('SELECT count(*)::int AS n FROM reconciliation_actions')).toEqual([{ n: 0 }]);
  });

  it('applies the new plan once, however often and by however many it is asked', async () => {
    plan = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
    const apply = () =>
      applyRepair(looking, {
        runId: found.run.id,
        planHash: plan.planHash,
        reason: 'The drill of the drift.',
        pace: NO_PACE,
        now: LOOKED_AT,
      });
    const told = expected.filter(({ action }) => action === 'alert' || action === 'propose_credit').length;
    const done = { done: expected.length, told, failed: 0, left: 0 };
    expect(await apply()).toEqual(done);
    expect(await apply()).toEqual(done);
    const steps = await ownerSql<{ n: number }>(
      `SELECT count(*)::int AS n FROM billing_audit WHERE object_id = $1 AND after ->> 'difference' IS NOT NULL`,
      [found.run.id],
    );
    expect(steps).toEqual([{ n: expected.length }]);
    await runTestSync(later);
    await reportUsage(later);
    await letMetersCount();
  }, 120_000);

  it('has changed nothing in Stripe but the meters that were lower', async () => {
    expect(await stripeState()).toBe(stripeBefore);
  });

  it('has put every meter of an open period right that was too low, and moved no other', async () => {
    const wrong: unknown[] = [];
    for (const own of [...publishers, ...bystanders]) {
      for (const metric of ['impressions', 'api_calls', 'data_transfer_bytes'] as const) {
        const [ours] = await ownerSql<{ units: string }>(
          `SELECT coalesce(sum(billable_quantity), 0)::text AS units FROM usage_records
           WHERE customer_id = $1 AND metric = $2 AND hour >= $3`,
          [own.customerId, metric, SECOND_PERIOD],
        );
        const isDeleted =
          own.name.includes('deleted in Stripe and nobody') && own.name.startsWith('a customer');
        if (isDeleted) continue;
        const theirs = await meterOf(own, metric, 2);
        const excess = metric === 'impressions' ? (EXCESS[own.name] ?? 0n) : 0n;
        if (theirs - excess !== BigInt(ours?.units ?? 0)) {
          wrong.push({ name: own.name, metric, ours: ours?.units, theirs });
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('has the money of every invoice, payment and refund as Stripe has it, line by line', async () => {
    for (const own of [...publishers, ...bystanders]) {
      const isPhantom = own.name === 'an invoice stands here that Stripe never made';
      const { invoices, ...money } = await moneyHere(own);
      const here = { ...money, invoices: invoices.filter(({ id }) => !isPhantom || id !== 'in_phantom') };
      expect(here, own.name).toEqual(await moneyInStripe(own));
    }
  }, 60_000);

  it('has Stripe bill the running period as we rate it, but where that lies before a person', async () => {
    const checked = await checkPreviews(testContext({ now: new Date(LATER.getTime() + 30 * 60_000) }));
    const unequal = await ownerSql(
      `SELECT c.name, r.ours_minor::int AS ours, r.stripe_minor::int AS stripe
       FROM rating_checks r JOIN customers c ON c.id = r.customer_id WHERE r.status <> 'matched' ORDER BY c.name`,
    );
    expect(unequal).toEqual([
      { name: 'a price that we do not sell is on a subscription in Stripe', ours: 9_900, stripe: 10_800 },
      {
        name: 'every event of the day is counted twice, beyond what is included',
        ours: 9_900,
        stripe: 9_900 + 2_400,
      },
      { name: 'units from nowhere cost the customer money', ours: 9_900, stripe: 9_900 + 6_000 },
    ]);
    expect(checked.matched).toBe(publishers.length + bystanders.length - ENDED - unequal.length);
  }, 60_000);

  it('has left the books of everybody else, and all of theirs that had not drifted, as they were', async () => {
    for (const own of bystanders) expect(await booksOf(own.customerId)).toEqual(before.get(own.customerId));
    const restored = DRIFTS.flatMap(({ kind }, index) =>
      RESTORED.some((entry) => kind === entry) ? [publishers[index]] : [],
    );
    expect(restored).toHaveLength(RESTORED.length);
    for (const own of restored) {
      if (own === undefined) continue;
      const [now, then] = [await booksOf(own.customerId), before.get(own.customerId)];
      expect(withoutIds(now), own.name).toEqual(withoutIds(then));
    }
  });

  it('finds nothing in a second run; what lies before a person is counted, not told again', async () => {
    const second = await reconcileNow(later);
    const open = second.differences.filter(({ acknowledged }) => !acknowledged);
    expect(open.map(({ key, cause, fields }) => ({ key, cause, fields }))).toEqual([]);
    const forAPerson = expected.filter(({ action }) => action === 'alert' || action === 'propose_credit');
    expect(second.run.acknowledged).toBe(forAPerson.length);
    const again = await planRepair(later, { runId: second.run.id, pace: NO_PACE, now: LATER });
    expect(again.actions).toEqual([]);
  }, 120_000);

  it('has told staff of the run, of each credit and of each alert, in words that Slack can show', async () => {
    const rows = await ownerSql<{ kind: string; payload: unknown }>(
      `SELECT kind, payload FROM notifications WHERE channel = 'slack' AND kind LIKE 'reconciliation.%' ORDER BY kind`,
    );
    const desk = 'https://console.test/admin/billing/reconciliation';
    const texts = rows.map(({ kind, payload }) => renderMessage(kind, payload, 'https://console.test')?.text);
    const links = texts.map((text) =>
      text
        ?.split(/\s/)
        .at(-1)
        ?.replace(/cases\/[0-9a-f-]{36}$/, 'cases/…'),
    );
    expect(new Set(links)).toEqual(new Set([`${desk}/${found.run.id}`, `${desk}/cases/…`]));
    const alerts = expected.filter(({ action }) => action === 'alert').length;
    expect(rows.map(({ kind }) => kind.split('.')[1])).toEqual([
      ...Array(alerts).fill('alert'),
      'differences_found',
      'propose_credit',
      'propose_credit',
    ]);
    expect(texts.join()).toContain('It comes to $24.00.');
  });

  it('has proposed credits for a person to decide and given none', async () => {
    const cases = await ownerSql(
      `SELECT type, status, currency, amount_minor::text AS amount FROM reconciliation_cases
       WHERE type = 'propose_credit' ORDER BY amount_minor`,
    );
    expect(cases).toEqual([
      { type: 'propose_credit', status: 'open', currency: 'usd', amount: '2400' },
      { type: 'propose_credit', status: 'open', currency: 'usd', amount: '6000' },
    ]);
  });
});

function isDuplicate({ cause }: Expected): boolean {
  return cause === 'duplicate';
}

/** Impressions of the running period that Stripe counts and we do not, which is never corrected. */
const EXCESS: Readonly<Record<string, bigint>> = {
  'units from nowhere are on the meter, within what is included': 12_345n,
  'every event of the day is counted twice, beyond what is included': 600_000n,
  'units from nowhere cost the customer money': 900_001n,
  Receiver: 300_000n,
};

/** Subscriptions that drifted to their end: no period of theirs is running. */
const ENDED = 2;

/** Drifts of our own books: once mended they are as they were. */
const RESTORED = [
  'an invoice is gone here',
  'the total of an issued invoice is changed here',
  'a line of an issued invoice is gone here',
  'an open invoice is called paid here',
  'a payment is gone here',
  'a payment that succeeded is called failed here',
  'the amount of a payment is changed here',
  'a subscription has another plan here',
  'the period of a subscription is changed here',
  'an item of a subscription is gone here',
  'a customer has another name here',
];
