import { beforeAll, expect, it } from 'vitest';
import { brokenStripe, refusingStripe } from '../../../dev/testing/broken-stripe.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { STANDSTILL, WHOLE_RUN } from '../../../dev/testing/reconciliation.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import type { StripeClient } from '../../stripe/client.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { getRun } from './get-run.ts';
import { processRuns } from './process-runs.ts';
import { startRun } from './start-run.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ctx = testContext();

beforeAll(async () => {
  await provisionCatalog(ctx);
  await createCustomer(ctx, {
    email: 'a@publisher.test',
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(ctx);
});

function later(ms: number, stripe?: StripeClient): ServiceContext {
  const at = testContext({ now: new Date(ctx.now.getTime() + ms) });
  return stripe ? { ...at, stripe } : at;
}

async function goOn(at: ServiceContext, runId: string): Promise<readonly string[]> {
  return (await processRuns(at, { ...STANDSTILL, runId, maxMs: 60_000, maxSubrequests: 100_000 })).failures;
}

it('goes on by itself after hours of a Stripe that does not answer, as if nothing had been', async () => {
  const { runId } = await startRun(ctx, WHOLE_RUN);
  const down = brokenStripe(() => true);
  for (let minutes = 1; minutes <= 10 * 60; minutes += 15) {
    expect(await goOn(later(minutes * MINUTE_MS, down), runId)).not.toEqual([]);
  }
  expect((await getRun(ctx, runId))?.run.status).toBe('running');
  expect(await goOn(later(11 * HOUR_MS), runId)).toEqual([]);
  const detail = await getRun(ctx, runId);
  expect(detail?.run).toMatchObject({ status: 'succeeded', error: null });
  expect(detail?.differences).toEqual([]);
});

it.each([429, 503])('waits for hours for a Stripe that answers %i', async (status) => {
  const { runId } = await startRun(ctx, WHOLE_RUN);
  const refusing = refusingStripe(() => ({ status, headers: {} }));
  for (let minutes = 1; minutes <= 6 * 60; minutes += 30)
    await goOn(later(minutes * MINUTE_MS, refusing), runId);
  expect((await getRun(ctx, runId))?.run.status).toBe('running');
  expect(await goOn(later(7 * HOUR_MS), runId)).toEqual([]);
  expect((await getRun(ctx, runId))?.run.status).toBe('succeeded');
});

it.each([
  [401, 'Stripe does not know the key in STRIPE_SECRET_KEY'],
  [403, 'Stripe does not let the key in STRIPE_SECRET_KEY do this'],
])(
  'fails at once where Stripe answers %i, and names the key once for all parts, with one of the requests',
  async (status, words) => {
    const { runId } = await startRun(ctx, WHOLE_RUN);
    let calls = 0;
    const refusing = refusingStripe(() => {
      calls += 1;
      return { status, headers: { 'request-id': `req_${calls}` } };
    });
    await goOn(later(MINUTE_MS, refusing), runId);
    const detail = await getRun(ctx, runId);
    expect(detail?.run.status).toBe('failed');
    expect(detail?.run.error?.split(words)).toEqual([
      expect.stringMatching(/^[a-z_]+(, [a-z_]+)+ \(\d+ parts\): /),
      expect.stringMatching(/ \(Stripe request req_\d+\)$/),
    ]);
    expect(detail?.run.error?.match(/Stripe request/g)).toHaveLength(1);
  },
);

it('gives up after most of a day, and says why', async () => {
  const { runId } = await startRun(ctx, WHOLE_RUN);
  const down = brokenStripe(() => true);
  for (let hours = 1; hours <= 48; hours += 1) await goOn(later(hours * HOUR_MS, down), runId);
  const detail = await getRun(ctx, runId);
  expect(detail?.run).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('StripeConnectionError'),
  });
});

it('comes through though Stripe refuses every other call as too much', async () => {
  const { runId } = await startRun(ctx, WHOLE_RUN);
  let calls = 0;
  const throttling = refusingStripe(() => {
    calls += 1;
    return calls % 2 === 0 ? { status: 429, headers: {} } : null;
  });
  expect(await goOn(later(MINUTE_MS, throttling), runId)).toEqual([]);
  expect((await getRun(ctx, runId))?.run).toMatchObject({ status: 'succeeded' });
});

it('counts failures in a row: after a step that comes through, the next one has all its tries again', async () => {
  const seen: unknown[] = [];
  for (let trip = 1; trip <= 14; trip += 1) {
    const { runId } = await startRun(ctx, WHOLE_RUN);
    await ownerSql('UPDATE reconciliation_shards SET attempts = 5 WHERE run_id = $1', [runId]);
    const at = later(MINUTE_MS);
    let trips = 0;
    const batch: typeof at.db.batch = (scope, build) => {
      trips += 1;
      if (trips === trip) throw new Error('the database is gone');
      return at.db.batch(scope, build);
    };
    await goOn({ ...at, db: { ...at.db, batch } }, runId).catch(() => undefined);
    seen.push(
      ...(await ownerSql(
        `SELECT status, attempts FROM reconciliation_shards
         WHERE run_id = $1 AND cursor IS NOT NULL AND last_error LIKE '%the database is gone'`,
        [runId],
      )),
    );
  }
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.filter((row) => (row as { attempts: number }).attempts !== 1)).toEqual([]);
  expect(seen.filter((row) => (row as { status: string }).status !== 'pending')).toEqual([]);
});
