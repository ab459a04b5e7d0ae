import { beforeAll, describe, expect, test } from 'vitest';
import { changePlanInStripe } from '../../../dev/testing/change-plan.ts';
import {
  addPublisher,
  at,
  goTo,
  MILLION,
  of,
  overviewOf,
  setHours,
  sweep,
  TERMS,
  type UsedHour,
} from '../../../dev/testing/commitments.ts';
import { letMetersCount, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { money } from '../../domain/money.ts';
import { listAdjustmentsToDecide } from '../adjustments/list-adjustments-to-decide.ts';
import { planAdjustments } from '../adjustments/plan-adjustments.ts';
import { settleByHand } from '../adjustments/settle-by-hand.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomerPlanVersion } from '../plans/create-customer-plan-version.ts';
import { checkPreviews } from '../rating-checks/check-previews.ts';
import { expectedTotals } from '../usage/forecast/get-usage-forecast.ts';
import { reportUsage } from '../usage/report/report-usage.ts';

/** Half of the period. */
const CHANGED = '2026-04-30T00:00:00.000Z';
const admin = () => testContext({ now: at().now, actor: staffActor('admin') });

function comeTo(to: string) {
  return goTo(new Date(to));
}

async function use(rows: readonly UsedHour[]) {
  await setHours(rows);
  await reportUsage(at());
  await letMetersCount();
}

const usd = (minor: bigint) => money(minor, 'usd');

async function booksOf(name: string) {
  return ownerSql(
    `SELECT component, quantity_delta::int AS units, amount_minor::int AS amount, status, reason, description
     FROM period_adjustments WHERE customer_id = $1 ORDER BY component = 'minimum' DESC, created_at, sequence`,
    [of(name).customerId],
  );
}

/**
 * `raised` goes from Starter to the terms, without usage before; `left` from the terms to Starter, `returned` away and
 * back, both with usage before. `forgiven` stays, and the invoice of its flat fee is made void.
 */
beforeAll(async () => {
  await provisionCatalog(testContext());
  await addPublisher('raised', { planId: 'starter' });
  for (const name of ['left', 'returned', 'forgiven']) await addPublisher(name, { terms: TERMS });
  await createCustomerPlanVersion(admin(), {
    customerId: of('raised').customerId,
    planId: 'growth',
    terms: TERMS,
  });
  await comeTo('2026-04-16T00:05:00.000Z');
  await use([
    ['left', '2026-04-15T12:00:00Z', 1.2 * MILLION],
    ['returned', '2026-04-15T12:00:00Z', 1.2 * MILLION],
  ]);
  await comeTo(CHANGED);
  await changePlanInStripe(at(), of('raised'), 'growth');
  await changePlanInStripe(at(), of('left'), 'starter');
  await changePlanInStripe(at(), of('returned'), 'starter');
  await comeTo('2026-05-05T00:00:00.000Z');
  await changePlanInStripe(at(), of('returned'), 'growth');
  await comeTo('2026-05-06T00:05:00.000Z');
  await ownerSql(`UPDATE invoices SET status = 'void' WHERE customer_id = $1`, [of('forgiven').customerId]);
  await use(
    ['raised', 'left', 'returned', 'forgiven'].map(
      (name) => [name, '2026-05-05T12:00:00Z', 1.2 * MILLION] as const,
    ),
  );
}, 120_000);

describe('the period runs', () => {
  beforeAll(async () => {
    await comeTo('2026-05-07T00:50:00.000Z');
    expect((await checkPreviews(at())).mismatches).toEqual([]);
  });

  test('the true-up is what is missing to the fee that was charged, $99.00 − $49.50 + $100.00, and to the usage: $230.50', async () => {
    const { usage, nextInvoice, forecast } = await overviewOf('raised');
    expect(usage.minimum).toMatchObject({
      commitment: usd(50_000n),
      fee: usd(14_950n),
      charged: usd(26_950n),
      trueUp: usd(23_050n),
    });
    expect(nextInvoice).toMatchObject({
      usage: usd(12_000n),
      trueUp: usd(23_050n),
      otherItems: usd(5_050n),
      baseFee: usd(20_000n),
      total: usd(60_100n),
    });
    expect(forecast?.minimum?.fee).toEqual(usd(14_950n));
  });

  test('where it was changed with usage before nothing is said of a true-up, which a person decides', async () => {
    const { usage, nextInvoice, forecast } = await overviewOf('returned');
    expect(usage.minimum).toMatchObject({ isByHand: true, trueUp: null });
    expect(nextInvoice?.trueUp).toBeNull();
    expect(nextInvoice?.total.amountMinor).toBe(nextInvoice?.preview?.subtotalMinor);
    expect((await overviewOf('forgiven')).usage.minimum).toMatchObject({ isByHand: true, trueUp: null });
    const expected = forecast && expectedTotals(forecast);
    expect(expected?.p10.amountMinor).toBeLessThan(50_000n);
  });
});

describe('the period is over', () => {
  beforeAll(async () => {
    await comeTo('2026-05-15T00:51:00.000Z');
  });

  test('no rule says what is due where it was changed with usage before: a person does, with what to decide by', async () => {
    expect(await sweep()).toMatchObject({ result: { planned: { decided: 4, problems: [] } }, failures: [] });
    const undecided = (fee: string) => [
      {
        component: 'minimum',
        units: 0,
        amount: 0,
        status: 'unbillable',
        reason: 'several_prices',
        description: `Minimum commitment for 15 April – 14 May 2026: $500.00 a month of Growth, ${fee} flat fee charged, usage as its invoice says`,
      },
    ];
    expect(await booksOf('left')).toEqual(undecided('$149.50'));
    expect(await booksOf('returned')).toEqual(undecided('$183.17'));
    expect(await booksOf('forgiven')).toMatchObject([{ amount: 0, reason: 'invoice_void' }]);
    const told = await ownerSql(
      `SELECT payload ->> 'title' AS title FROM notifications
       WHERE kind LIKE 'adjustment.%' AND channel = 'in_app' ORDER BY 1`,
    );
    expect(told.map(({ title }) => title)).toEqual([
      'forgiven: a minimum commitment needs a decision',
      'left: a minimum commitment needs a decision',
      'returned: a minimum commitment needs a decision',
    ]);
  });

  test('where it was changed without, a rule does: the bill is what the next invoice was shown to be, $601.00', async () => {
    expect(await booksOf('raised')).toMatchObject([{ amount: 23_050, status: 'issued' }]);
    await comeTo('2026-05-15T03:00:00.000Z');
    const { data } = await at().stripe.invoices.list({ customer: of('raised').stripeCustomerId, limit: 1 });
    expect(data[0]).toMatchObject({ total: 60_100, status: 'paid' });
    // The prorations that were previewed are of the period before.
    expect((await overviewOf('raised')).usage.minimum).toMatchObject({ fee: usd(20_000n), isByHand: false });
  });

  test('late usage of such a period waits for a person as well, also of a metric with one price alone', async () => {
    await use([
      ['left', '2026-04-20T08:00:00Z', MILLION],
      ['returned', '2026-05-10T08:00:00Z', MILLION, 'api_calls'],
    ]);
    expect(await planAdjustments(at())).toMatchObject({ planned: 2, problems: [] });
    const late = { units: MILLION, amount: 0, status: 'unbillable' };
    expect((await booksOf('left')).slice(1)).toMatchObject([{ ...late, reason: 'several_prices' }]);
    expect((await booksOf('returned')).slice(1)).toMatchObject([{ ...late, reason: 'minimum_by_hand' }]);
  });

  test('what a person settled is not looked at again, and what they did not stays on their list', async () => {
    const { later } = await overviewOf('left', new Date(CHANGED));
    expect(later).toMatchObject([{ component: 'minimum', state: 'undecided' }, { component: 'impressions' }]);
    const open = () => listAdjustmentsToDecide(admin(), { status: 'open' });
    const [{ id } = { id: '' }] = (await open()).filter(({ component }) => component === 'minimum');
    await settleByHand(admin(), { id, settledAs: 'waived', keyword: 'settled', reason: 'Nothing was due.' });
    await comeTo('2026-05-16T03:00:00.000Z');
    expect(await sweep()).toMatchObject({ result: { planned: { decided: 0 } }, failures: [] });
    const components = (await open()).map(({ component }) => component);
    expect(components.sort()).toEqual(['api_calls', 'impressions', 'minimum', 'minimum']);
  });
});
