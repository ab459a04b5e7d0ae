import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  insertPublisher,
  killedAfterSending,
  metered,
  minutesLater,
  NOW,
  outbox,
  syncHours,
  watchedContext,
} from '../../../../dev/testing/reported-usage.ts';
import { resetUsage } from '../../../../dev/testing/usage.ts';
import { ownerSql, testContext, testRuntime } from '../../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { reportUsage } from './report-usage.ts';

beforeAll(() => provisionCatalog(testContext()).then(() => undefined));
beforeEach(resetUsage);

test('a run goes on while more is due, judged by what it has taken: 999 rows that cannot go do not end it', async () => {
  const { customerId, stripeCustomerId } = await insertPublisher();
  const insert = (metric: string, rows: number, hour: string) =>
    ownerSql(
      `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
         created_at)
       SELECT concat_ws(':', $1::text, $2::text, n), $1::uuid, $2, $3::timestamptz + n * interval '1 second', 1, 'pending',
         '2026-05-15T00:50:00Z', $5, $5
       FROM generate_series(1, $4::int) AS n`,
      [customerId, metric, hour, rows, NOW.toISOString()],
    );
  // No meter counts them.
  await insert('video_seconds', 999, '2026-04-15T00:00:00Z');
  await insert('impressions', 2, '2026-04-15T05:00:00Z');
  expect(await reportUsage(testContext({ now: NOW }))).toMatchObject({ accepted: 2, retried: 0 });
  expect(await metered(stripeCustomerId)).toBe(2);
});

describe('reportUsage', () => {
  test('sends 100 + 20 + 3 units, and the meter counts 123', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [100, 20, 3]);
    const result = await reportUsage(testContext({ now: NOW }));
    expect(result).toEqual({
      accepted: 3,
      retried: 0,
      held: 0,
      rejected: [],
      backlog: false,
      outage: false,
      limited: false,
    });
    expect(await metered(stripeCustomerId)).toBe(123);
    expect(await outbox()).toEqual(
      Array(3).fill({ status: 'accepted', attempts: 1, sent: true, error: null }),
    );
  });

  test('sends nothing when it runs again', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await reportUsage(testContext({ now: NOW }));
    const again = watchedContext(minutesLater(60));
    expect((await reportUsage(again.ctx)).accepted).toBe(0);
    expect(again.identifiers).toEqual([]);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('a correction from 10 to 4 takes 6 off the meter', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [10]);
    await reportUsage(testContext({ now: NOW }));
    await syncHours(customerId, [4]);
    await reportUsage(testContext({ now: NOW }));
    expect(await metered(stripeCustomerId)).toBe(4);
  });

  test('two at once send each hour once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(7));
    const [one, two] = [watchedContext(NOW), watchedContext(NOW)];
    await Promise.all([reportUsage(one.ctx), reportUsage(two.ctx)]);
    expect(one.identifiers.length + two.identifiers.length).toBe(12);
    expect(await metered(stripeCustomerId)).toBe(84);
  });

  test('a customer’s hours go one at a time for each meter, different meters side by side', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [1, 2, 3, 4]);
    const oneMeter = watchedContext(NOW);
    await reportUsage(oneMeter.ctx);
    expect(oneMeter.mostAtOnce()).toBe(1);
    await syncHours(customerId, [1, 2, 3, 4], 'api_calls');
    await syncHours(customerId, [1, 2, 3, 4], 'data_transfer_bytes');
    const twoMeters = watchedContext(NOW);
    await reportUsage(twoMeters.ctx);
    expect(twoMeters.mostAtOnce()).toBe(2);
  });

  test('a hiccup is repeated in the same run under the same identifier', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const { ctx, identifiers } = watchedContext(NOW, (call) => (call === 1 ? 'fail' : 'pass'));
    expect(await reportUsage(ctx)).toMatchObject({ accepted: 1, retried: 1 });
    expect(new Set(identifiers).size).toBe(1);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('an event that arrived although its answer was lost is counted once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const { ctx, identifiers } = watchedContext(NOW, (call) => (call === 1 ? 'lose' : 'pass'));
    expect(await reportUsage(ctx)).toMatchObject({ accepted: 1, retried: 1 });
    expect(identifiers).toHaveLength(2);
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('with Stripe away it gives up before it has tried all 24 hours, and later sends all of them', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(1));
    await syncHours(customerId, Array(12).fill(1), 'api_calls');
    const down = watchedContext(NOW, () => 'fail');
    const result = await reportUsage(down.ctx);
    expect(result).toMatchObject({ accepted: 0, outage: true });
    expect(down.identifiers.length).toBeLessThan(24);
    expect(await metered(stripeCustomerId)).toBe(0);
    const soon = watchedContext(NOW);
    await reportUsage(soon.ctx);
    expect(soon.identifiers).toEqual([]);
    const later = watchedContext(minutesLater(60));
    expect(await reportUsage(later.ctx)).toMatchObject({ accepted: 24, outage: false });
    expect(down.identifiers.every((identifier) => later.identifiers.includes(identifier))).toBe(true);
    expect(await metered(stripeCustomerId)).toBe(12);
  });

  test('a refused connection is an outage, not a loss', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    const runtime = testRuntime({ DEV_STRIPE_URL: 'http://127.0.0.1:9' });
    expect(await reportUsage(testContext({ now: NOW, runtime }))).toMatchObject({ accepted: 0 });
    expect(await outbox()).toMatchObject([{ status: 'pending', sent: true }]);
    await reportUsage(testContext({ now: minutesLater(60) }));
    expect(await metered(stripeCustomerId)).toBe(5);
  });

  test('at the third 429 of the whole account it pauses a minute and loses nothing', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, Array(12).fill(1));
    await syncHours(customerId, Array(12).fill(1), 'api_calls');
    await syncHours(customerId, Array(12).fill(1), 'data_transfer_bytes');
    const busy = watchedContext(NOW, () => 'limit');
    expect(await reportUsage(busy.ctx)).toMatchObject({ accepted: 0, outage: false, limited: true });
    expect(busy.identifiers).toHaveLength(3);
    expect((await reportUsage(testContext({ now: NOW }))).accepted).toBe(0);
    expect(await reportUsage(testContext({ now: minutesLater(2) }))).toMatchObject({ accepted: 36 });
    expect(await metered(stripeCustomerId)).toBe(12);
  });

  test('a run that settles rows leaves one audit row with its counts, one that finds nothing leaves none', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [100, 20, 3]);
    const ctx = testContext({ now: NOW });
    await reportUsage(ctx);
    const idle = testContext({ now: NOW });
    await reportUsage(idle);
    const trail = await ownerSql(
      `SELECT object_id, after FROM billing_audit WHERE action = 'usage.reported' AND object_id IN ($1, $2)`,
      [ctx.requestId, idle.requestId],
    );
    expect(trail).toEqual([
      { object_id: ctx.requestId, after: { accepted: 3, retried: 0, held: 0, rejected: [] } },
    ]);
  });

  test('what Stripe refuses for good is failed and named', async () => {
    const { customerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await ownerSql(`UPDATE usage_outbox SET hour = '2027-01-01T00:00:00Z'`);
    const { rejected } = await reportUsage(testContext({ now: NOW }));
    expect(rejected).toHaveLength(1);
    expect(await outbox()).toMatchObject([{ status: 'failed', error: expect.stringContaining('timestamp') }]);
  });

  test('a row whose sender was killed is sent again after its lease, and counts once', async () => {
    const { customerId, stripeCustomerId } = await insertPublisher();
    await syncHours(customerId, [5]);
    await expect(reportUsage(killedAfterSending(NOW))).rejects.toThrow('killed');
    expect((await reportUsage(testContext({ now: minutesLater(5) }))).accepted).toBe(0);
    expect((await reportUsage(testContext({ now: minutesLater(11) }))).accepted).toBe(1);
    expect(await metered(stripeCustomerId)).toBe(5);
  });
});
