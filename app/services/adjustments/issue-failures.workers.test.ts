import { NeonDbError } from '@neondatabase/serverless';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at, closeFirstPeriod, correctTo, itemsOf, of, waitHours } from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import type { ServiceContext } from '../context.ts';
import { issueAdjustments } from './issue-adjustments.ts';

const MINUTE_MS = 60_000;
const NAMES = ['first', 'second'];

let impressions = 1_500_000;
let itemsBefore = 0;

/** What the job would meet at Stripe for this publisher alone; the others are made as ever. */
function meeting(error: Error, name: string): ServiceContext {
  const ctx = at();
  const create = ctx.stripe.invoiceItems.create.bind(ctx.stripe.invoiceItems);
  ctx.stripe.invoiceItems.create = ((params, options) =>
    params?.customer === of(name).stripeCustomerId
      ? Promise.reject(error)
      : create(params, options)) as typeof ctx.stripe.invoiceItems.create;
  return ctx;
}

/** Only that trip fails, before PostgreSQL does the work or after. */
function losing(trip: number, { moment, ctx = at() }: { moment: 'before' | 'after'; ctx?: ServiceContext }) {
  let trips = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    trips += 1;
    if (trips !== trip) return ctx.db.batch(scope, build);
    if (moment === 'after') await ctx.db.batch(scope, build);
    throw new NeonDbError(`trip ${trip} was lost`);
  };
  return { ...ctx, db: { ...ctx.db, batch } };
}

async function lastOf(name: string) {
  const [row] = await ownerSql<{ id: string; run_after: string; lease_until: string | null }>(
    `SELECT id, status, attempts, run_after, lease_until, last_error FROM period_adjustments
     WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [of(name).customerId],
  );
  if (row === undefined) throw new Error(`nothing is owed by ${name}`);
  const { run_after: runAfter, lease_until: leaseUntil, ...rest } = row;
  return { ...rest, delayMs: Date.parse(runAfter) - at().now.getTime(), isClaimed: leaseUntil !== null };
}

beforeAll(() => closeFirstPeriod(NAMES));

/** Each owes 100,000 more: `first` is decided first. */
beforeEach(async () => {
  impressions += 100_000;
  itemsBefore = (await itemsOf('first')).length;
  for (const name of NAMES) expect(await correctTo(name, impressions)).toMatchObject({ planned: 1 });
});

/** Whatever failed is made in the end, once. */
afterEach(async () => {
  waitHours(1);
  await issueAdjustments(at());
  for (const name of NAMES) {
    expect(await lastOf(name)).toMatchObject({ status: 'issued' });
    expect(await itemsOf(name)).toHaveLength(itemsBefore + 1);
  }
});

describe('a failure that one adjustment has to itself', () => {
  test('delays that one, is told, and the next one is made', async () => {
    const ctx = meeting(new TypeError('a line without a price'), 'first');
    const issued = await issueAdjustments(ctx);
    expect(issued).toMatchObject({ issued: 1, retried: 0, moreDue: false });
    expect(issued.failed).toEqual([expect.stringContaining('TypeError: a line without a price')]);
    expect(await lastOf('first')).toMatchObject({
      status: 'planned',
      attempts: 1,
      delayMs: MINUTE_MS,
      isClaimed: false,
      last_error: 'TypeError: a line without a price',
    });
  });

  test('also when its row cannot be read', async () => {
    const { id } = await lastOf('first');
    await ownerSql(`UPDATE period_adjustments SET known_credits = '{}' WHERE id = $1`, [id]);
    const issued = await issueAdjustments(at());
    expect(issued).toMatchObject({ issued: 1, retried: 0, moreDue: false });
    expect(issued.failed).toEqual([expect.stringContaining('known_credits')]);
    expect(await lastOf('first')).toMatchObject({ status: 'planned', delayMs: MINUTE_MS, isClaimed: false });
    await ownerSql(`UPDATE period_adjustments SET known_credits = '[]' WHERE id = $1`, [id]);
  });
});

describe('an outage of the database', () => {
  test('ends the run: what was not begun is due at once, and no try of it is counted', async () => {
    const away = new NeonDbError('no PostgreSQL answers');
    await expect(issueAdjustments(meeting(away, 'first'))).rejects.toBe(away);
    expect(await lastOf('first')).toMatchObject({ attempts: 1, isClaimed: false });
    expect(await lastOf('second')).toMatchObject({ attempts: 0, isClaimed: false });
    expect(await issueAdjustments(at())).toMatchObject({ issued: 2 });
  });

  test('that loses the answer of the claim leaves nothing claimed', async () => {
    await expect(issueAdjustments(losing(1, { moment: 'after' }))).rejects.toThrow('trip 1 was lost');
    for (const name of NAMES)
      expect(await lastOf(name)).toMatchObject({ status: 'planned', isClaimed: false });
    expect(await issueAdjustments(at())).toMatchObject({ issued: 2 });
  });

  test('in the middle and while settling tells both', async () => {
    const away = new NeonDbError('no PostgreSQL answers');
    const ctx = losing(2, { moment: 'before', ctx: meeting(away, 'second') });
    const failure = await issueAdjustments(ctx).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ errors: [away, { message: 'trip 2 was lost' }], cause: away });
    for (const name of NAMES) expect(await lastOf(name)).toMatchObject({ attempts: 1, isClaimed: false });
  });
});
