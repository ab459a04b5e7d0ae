import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';

beforeAll(() => insertTestCatalog(testContext()));
beforeEach(resetUsage);

/** Sets the API calls of one hour, of which Starter includes 100,000, and syncs. */
async function syncCalls(customerId: string, quantity: number, now: string): Promise<void> {
  const hour = '2026-04-10T10:00:00.000Z';
  await setReplicaRows([{ customerId, metric: 'api_calls', hour, quantity, updatedAt: now }]);
  await runTestSync(testContext({ now: new Date(now) }));
}

async function insertStarter(): Promise<string> {
  const { id } = await insertTestCustomer();
  await insertTestSubscription({
    customerId: id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  return id;
}

async function alertsOf(customerId: string) {
  return ownerSql<{ threshold: number; crossed: string; recovered: boolean }>(
    `SELECT threshold_percent AS threshold, to_char(crossed_at AT TIME ZONE 'UTC', 'DD HH24:MI') AS crossed,
       recovered_at IS NOT NULL AS recovered
     FROM usage_alerts WHERE customer_id = $1 ORDER BY 1`,
    [customerId],
  );
}

test('95,000 of 100,000 calls cross 80 % and 90 %, once, however often the sync runs', async () => {
  const id = await insertStarter();
  await syncCalls(id, 95_000, '2026-04-15T12:05:00.000Z');
  await syncCalls(id, 95_000, '2026-04-15T13:05:00.000Z');
  expect(await alertsOf(id)).toEqual([
    { threshold: 80, crossed: '15 12:05', recovered: false },
    { threshold: 90, crossed: '15 12:05', recovered: false },
  ]);
});

test('79,999 cross nothing and 110,000 cross all four', async () => {
  const id = await insertStarter();
  await syncCalls(id, 79_999, '2026-04-15T12:05:00.000Z');
  expect(await alertsOf(id)).toEqual([]);
  await syncCalls(id, 110_000, '2026-04-15T13:05:00.000Z');
  expect((await alertsOf(id)).map(({ threshold }) => threshold)).toEqual([80, 90, 100, 110]);
});

test('a correction from 95,000 to 85,000 takes the 90 % back, and crossing it again reopens it', async () => {
  const id = await insertStarter();
  await syncCalls(id, 95_000, '2026-04-15T12:05:00.000Z');
  await syncCalls(id, 85_000, '2026-04-15T13:05:00.000Z');
  expect(await alertsOf(id)).toMatchObject([{ recovered: false }, { threshold: 90, recovered: true }]);
  await syncCalls(id, 96_000, '2026-04-15T14:05:00.000Z');
  expect(await alertsOf(id)).toMatchObject([
    { threshold: 80 },
    { threshold: 90, crossed: '15 14:05', recovered: false },
  ]);
});

async function noticesOf(customerId: string) {
  return ownerSql<{ kind: string; channel: string; threshold: number; used: string }>(
    `SELECT kind, channel, (payload->>'thresholdPercent')::int AS threshold, payload->>'quantity' AS used
     FROM notifications WHERE customer_id = $1 ORDER BY created_at, kind, threshold`,
    [customerId],
  );
}

test('what is crossed at once is told once, by the highest: 90 %, 90 % taken back, 90 % again', async () => {
  const id = await insertStarter();
  const notice = (kind: string, threshold: number, used: string) => ({
    kind: `usage.limit_${kind}`,
    channel: 'in_app',
    threshold,
    used,
  });
  await syncCalls(id, 95_000, '2026-04-15T12:05:00.000Z');
  await syncCalls(id, 95_000, '2026-04-15T13:05:00.000Z');
  await syncCalls(id, 85_000, '2026-04-15T14:05:00.000Z');
  await syncCalls(id, 85_000, '2026-04-15T15:05:00.000Z');
  await syncCalls(id, 96_000, '2026-04-15T16:05:00.000Z');
  expect(await noticesOf(id)).toEqual([
    notice('crossed', 90, '95000'),
    notice('recovered', 90, '85000'),
    notice('crossed', 90, '96000'),
  ]);
});

test('all four at once and all taken back at once are two notices: 110 % crossed, then below 80 % again', async () => {
  const id = await insertStarter();
  await syncCalls(id, 110_000, '2026-04-15T12:05:00.000Z');
  await syncCalls(id, 70_000, '2026-04-15T13:05:00.000Z');
  expect(await noticesOf(id)).toMatchObject([
    { kind: 'usage.limit_crossed', threshold: 110, used: '110000' },
    { kind: 'usage.limit_recovered', threshold: 80, used: '70000' },
  ]);
  expect((await alertsOf(id)).map(({ recovered }) => recovered)).toEqual([true, true, true, true]);
});

test('two metrics that cross at once are told each', async () => {
  const id = await insertStarter();
  const updatedAt = '2026-04-15T12:05:00.000Z';
  const row = (metric: string, quantity: number) => ({
    customerId: id,
    metric,
    hour: '2026-04-10T10:00:00.000Z',
    quantity,
    updatedAt,
  });
  await setReplicaRows([row('api_calls', 95_000), row('impressions', 1_100_000)]);
  await runTestSync(testContext({ now: new Date(updatedAt) }));
  expect((await noticesOf(id)).map(({ threshold }) => threshold).sort()).toEqual([110, 90]);
});

test('the next period crosses anew', async () => {
  const id = await insertStarter();
  await syncCalls(id, 85_000, '2026-04-15T12:05:00.000Z');
  const hour = '2026-05-02T10:00:00.000Z';
  const updatedAt = '2026-05-02T11:00:00.000Z';
  await setReplicaRows([{ customerId: id, metric: 'api_calls', hour, quantity: 85_000, updatedAt }]);
  await runTestSync(testContext({ now: new Date('2026-05-02T12:05:00.000Z') }));
  expect(await alertsOf(id)).toEqual([
    { threshold: 80, crossed: '15 12:05', recovered: false },
    { threshold: 80, crossed: '02 12:05', recovered: false },
  ]);
  expect(await noticesOf(id)).toHaveLength(2);
});

test('a plan that is paused runs, as its page has it: 80,000 calls of it cross 80 %', async () => {
  const id = await insertStarter();
  await ownerSql(`UPDATE subscriptions SET status = 'paused' WHERE customer_id = $1`, [id]);
  await syncCalls(id, 80_000, '2026-04-15T12:05:00.000Z');
  expect(await alertsOf(id)).toMatchObject([{ threshold: 80 }]);
});
