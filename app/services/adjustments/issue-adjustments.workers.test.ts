import { NeonDbError } from '@neondatabase/serverless';
import { beforeAll, describe, expect, test } from 'vitest';
import { dyingDatabase } from '../../../dev/testing/dying-database.ts';
import {
  adjustmentsOf,
  at,
  balanceOf,
  closeFirstPeriod,
  correctTo,
  goTo,
  itemsOf,
  NEXT_CLOSED,
  of,
  setHours,
  sync,
  waitHours,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import type { ServiceContext } from '../context.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';

/** The run claims, makes everything in Stripe and dies before it can write that down. */
function killedWhileSettling(): ServiceContext {
  const ctx = at();
  return { ...ctx, db: dyingDatabase(ctx.db, { trip: 2, moment: 'before' }).database };
}

/** Only that trip of the run fails, before PostgreSQL does anything; `meanwhile` happens then. */
function failingAt(trip: number, meanwhile: () => Promise<unknown> = async () => undefined): ServiceContext {
  const ctx = at();
  let trips = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    trips += 1;
    if (trips !== trip) return ctx.db.batch(scope, build);
    await meanwhile();
    throw new NeonDbError('the database is gone');
  };
  return { ...ctx, db: { ...ctx.db, batch } };
}

async function taxAt19(name: string): Promise<void> {
  const { stripe } = at();
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false });
  const { data } = await stripe.subscriptions.list({ customer: of(name).stripeCustomerId });
  for (const { id } of data) await stripe.subscriptions.update(id, { default_tax_rates: [rate.id] });
}

beforeAll(() =>
  closeFirstPeriod(['late', 'killed', 'first', 'second', 'taxed'], { beforeClose: () => taxAt19('taxed') }),
);

test('a run that has no requests left gives the rest back at once, with no try counted', async () => {
  await setHours('first', [['2026-04-15T12:00:00Z', 1_600_000]]);
  expect(await correctTo('second', 1_600_000)).toMatchObject({ planned: 2 });
  expect(await issueAdjustments(at(), { mostRequests: 2 })).toMatchObject({ issued: 1, moreDue: true });
  const left = `SELECT attempts, lease_until FROM period_adjustments WHERE status = 'planned'`;
  expect(await ownerSql(left)).toEqual([{ attempts: 0, lease_until: null }]);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, moreDue: false });
  for (const name of ['first', 'second'])
    expect(await adjustmentsOf(name)).toMatchObject([{ amount: 1_200, status: 'issued' }]);
});

test('two credits on one paid line with 19 % VAT: $12.12 and $2.30, then $12.12 and the $2.31 that make $4.61 of $24.24', async () => {
  for (const [impressions, balance] of [
    [1_399_000, -1_442],
    [1_298_000, -2_885],
  ] as const) {
    await correctTo('taxed', impressions);
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
    expect(await balanceOf('taxed')).toBe(balance);
  }
});

test('a run killed between Stripe’s effect and our write makes nothing twice, a day later either', async () => {
  await setHours('killed', [['2026-04-20T08:00:00Z', 250_000]]);
  await sync();
  await planAdjustments(at());
  await expect(issueAdjustments(killedWhileSettling())).rejects.toThrow('stay claimed');
  expect(await itemsOf('killed')).toHaveLength(1);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
  waitHours(25);
  await goTo(at().now);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await itemsOf('killed')).toHaveLength(1);
});

test('a killed credit is found again too', async () => {
  await setHours('killed', [['2026-04-15T12:00:00Z', 1_400_000]]);
  await sync();
  await planAdjustments(at());
  await expect(issueAdjustments(killedWhileSettling())).rejects.toThrow('stay claimed');
  waitHours(25);
  await goTo(at().now);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  const { data } = await at().stripe.creditNotes.list({ customer: of('killed').stripeCustomerId });
  expect(data.map(({ amount }) => amount)).toEqual([1_200]);
});

test('a refusal for good fails the adjustment and tells staff; a later outage only delays', async () => {
  await setHours('late', [['2026-04-21T08:00:00Z', 10_000]]);
  await sync();
  await planAdjustments(at());
  const ctx = at();
  const away = new (ctx.stripe.constructor as typeof import('stripe').default).errors.StripeConnectionError({
    message: 'connection lost',
    type: 'api_error' as never,
  });
  ctx.stripe.invoiceItems.create = (() => Promise.reject(away)) as typeof ctx.stripe.invoiceItems.create;
  expect(await issueAdjustments(ctx)).toMatchObject({ issued: 0, retried: 1, failed: [] });
  await ownerSql(`UPDATE subscriptions SET stripe_subscription_id = 'sub_gone' WHERE customer_id = $1`, [
    of('late').customerId,
  ]);
  waitHours(1);
  expect((await issueAdjustments(at())).failed).toHaveLength(1);
  expect((await adjustmentsOf('late')).at(-1)).toMatchObject({ amount: 120, status: 'failed' });
});

describe('a run that the database fails', () => {
  const settle = 2;

  test('while it settles what it made: the next one finds that at once, and makes nothing twice', async () => {
    await correctTo('first', 1_700_000);
    await expect(issueAdjustments(failingAt(settle))).rejects.toThrow('the database is gone');
    expect((await adjustmentsOf('first')).at(-1)).toMatchObject({ amount: 1_200, status: 'planned' });
    expect(await issueAdjustments(at())).toEqual({ issued: 1, retried: 0, failed: [], moreDue: false });
    expect((await itemsOf('first')).map(({ amount }) => amount)).toEqual([1_200, 1_200]);
  });

  test('between two of them: what was made is settled, and the rest is due at once', async () => {
    await correctTo('second', 1_550_000);
    await goTo(NEXT_CLOSED);
    await planAdjustments(at());
    await issueAdjustments(at());
    await correctTo('first', 1_800_000);
    await correctTo('second', 1_500_000);
    const askingWhichNotesAreOurs = 2;
    await expect(issueAdjustments(failingAt(askingWhichNotesAreOurs))).rejects.toThrow(
      'the database is gone',
    );
    expect((await adjustmentsOf('first')).at(-1)).toMatchObject({ amount: 1_200, status: 'issued' });
    expect((await adjustmentsOf('second')).at(-1)).toMatchObject({ amount: -600, status: 'planned' });
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
    expect(await balanceOf('second')).toBe(-1_200);
  });

  test.each([
    ['with one try more', 1, 1_900_000, 4],
    ['with as many tries, the first one having been given back uncounted', 0, 2_000_000, 5],
  ])('does not give back what another one has claimed since, %s', async (_, more, impressions, items) => {
    await correctTo('first', impressions);
    const claimedByAnother = () =>
      ownerSql(
        `UPDATE period_adjustments SET attempts = attempts + $1, lease_until = $2 WHERE status = 'planned'`,
        [more, new Date(at().now.getTime() + 20 * 60_000)],
      );
    await expect(issueAdjustments(failingAt(settle, claimedByAnother))).rejects.toThrow();
    expect(await issueAdjustments(at())).toMatchObject({ issued: 0, moreDue: false });
    waitHours(1);
    expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
    expect((await itemsOf('first')).map(({ amount }) => amount)).toEqual(Array(items).fill(1_200));
  });
});
