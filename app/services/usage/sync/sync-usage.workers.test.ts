import { beforeEach, describe, expect, test } from 'vitest';
import {
  countTrips,
  disagreeingDays,
  type ReplicaRow,
  resetUsage,
  runTestSync,
  setReplicaRows,
  storedHours,
} from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  testContext,
  testRuntime,
} from '../../../../dev/testing/workers.ts';
import { schema } from '../../../db/client.ts';
import { scopeOf } from '../../context.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const UPDATED = '2026-04-15T11:00:00.000Z';

beforeEach(resetUsage);

function at(now: string) {
  return testContext({ now: new Date(now) });
}

function hourly(customerId: string, count: number, quantity = 10): ReplicaRow[] {
  const start = Date.parse('2026-04-13T00:00:00.000Z');
  return Array.from({ length: count }, (_, index) => ({
    customerId,
    metric: 'impressions',
    hour: new Date(start + index * 3_600_000).toISOString(),
    quantity,
    updatedAt: UPDATED,
  }));
}

async function quarantineOf(customerId: string) {
  return ownerSql<{ reason: string; resolved: boolean }>(
    'SELECT reason, resolved_at IS NOT NULL AS resolved FROM usage_quarantine WHERE customer_id = $1 ORDER BY reason',
    [customerId],
  );
}

/** Carries the watermark to 14:00 of the 18th, so that only what the sync remembers brings older rows back. */
async function passTime() {
  const { id } = await insertTestCustomer();
  const hour = '2026-04-18T13:00:00.000Z';
  await setReplicaRows([
    { customerId: id, metric: 'impressions', hour, quantity: 1, updatedAt: '2026-04-18T14:00:00.000Z' },
  ]);
  await runTestSync(at('2026-04-18T14:05:00.000Z'));
}

async function usageTables() {
  return ownerSql(
    `SELECT 'record' AS kind, to_jsonb(r) AS row FROM usage_records r
     UNION ALL SELECT 'day', to_jsonb(d) FROM usage_daily d
     UNION ALL SELECT 'quarantine', to_jsonb(q) FROM usage_quarantine q
     UNION ALL SELECT 'outbox', to_jsonb(o) FROM usage_outbox o
     ORDER BY 1, 2`,
  );
}

describe('syncUsage', () => {
  test('takes 50 hours of 10 impressions into 50 records and days of 240, 240 and 20', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows(hourly(id, 50));
    const result = await runTestSync(testContext({ now: NOW }));
    expect(result).toMatchObject({ rowsRead: 50, inserted: 50, changed: 0, unchanged: 0, quarantined: 0 });
    const days = await ownerSql(
      'SELECT quantity::text FROM usage_daily WHERE customer_id = $1 ORDER BY day',
      [id],
    );
    expect(days.map(({ quantity }) => quantity)).toEqual(['240', '240', '20']);
    const [run] = await ownerSql('SELECT rows_read::int, pages FROM usage_sync_runs WHERE job_run_id = $1', [
      result.jobRunId,
    ]);
    expect(run).toEqual({ rows_read: 50, pages: 1 });
  });

  test('costs one trip to the replica and three to the database, for 200 rows as for none', async () => {
    const { id } = await insertTestCustomer();
    for (const rows of [hourly(id, 200, 1).filter(({ hour }) => hour < '2026-04-15T12'), []]) {
      await setReplicaRows(rows);
      const ctx = testContext({ now: NOW });
      const [database, replica] = [countTrips(ctx.db), countTrips(testRuntime().replica)];
      await runTestSync({ ...ctx, db: database.database }, { replica: replica.database });
      // One more than the sync's own three: the row of the run.
      expect([database.trips(), replica.trips()]).toEqual([4, 1]);
    }
  });

  test('changes nothing when it runs again', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows([
      ...hourly(id, 30),
      { customerId: id, metric: 'api_calls', hour: '2026-04-15T10:00Z', quantity: -1, updatedAt: UPDATED },
    ]);
    await runTestSync(testContext({ now: NOW }));
    const before = await usageTables();
    const again = await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(again).toMatchObject({ inserted: 0, changed: 0 });
    expect(again.rowsRead).toBeGreaterThan(0);
    expect(await usageTables()).toEqual(before);
  });

  test('counts no hour twice when four run at once', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows(hourly(id, 60));
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => runTestSync(testContext({ now: NOW }), { rowsPerPage: 7 })),
    );
    expect(results.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(60);
    expect((await storedHours(id)).length).toBe(60);
    expect(await disagreeingDays()).toEqual([]);
  });

  test('moves the day by the difference when a late row raises 10 to 25 and another lowers 10 to 4', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows(hourly(id, 24));
    await runTestSync(testContext({ now: NOW }));
    const late = hourly(id, 2).map((row, index) => ({
      ...row,
      quantity: index === 0 ? 25 : 4,
      updatedAt: '2026-04-15T12:30:00.000Z',
    }));
    await setReplicaRows(late);
    const result = await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(result.changed).toBe(2);
    const [day] = await ownerSql('SELECT quantity::text FROM usage_daily WHERE customer_id = $1', [id]);
    expect(day).toEqual({ quantity: String(22 * 10 + 25 + 4) });
    expect(await disagreeingDays()).toEqual([]);
  });

  test('does not let an older reading overwrite a newer one', async () => {
    const { id } = await insertTestCustomer();
    const row = { customerId: id, metric: 'impressions', hour: '2026-04-15T09:00:00.000Z' };
    await setReplicaRows([{ ...row, quantity: 7, updatedAt: '2026-04-15T12:00:00.000Z' }]);
    await runTestSync(testContext({ now: NOW }));
    await setReplicaRows([{ ...row, quantity: 3, updatedAt: '2026-04-15T11:55:00.000Z' }]);
    await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(await storedHours(id)).toEqual([
      { metric: 'impressions', hour: '2026-04-15 09:00', quantity: '7' },
    ]);
  });

  test('finds a row that became visible 10 minutes out of order, because the watermark overlaps by 15', async () => {
    const { id } = await insertTestCustomer();
    const row = { customerId: id, metric: 'impressions', quantity: 1 };
    await setReplicaRows([
      { ...row, hour: '2026-04-15T09:00:00.000Z', updatedAt: '2026-04-15T12:04:00.000Z' },
    ]);
    await runTestSync(testContext({ now: NOW }));
    await setReplicaRows([
      { ...row, hour: '2026-04-15T08:00:00.000Z', updatedAt: '2026-04-15T11:54:00.000Z' },
    ]);
    await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(await storedHours(id)).toHaveLength(2);
  });

  test('a row from a clock that is ahead does not carry the watermark past rows still to come', async () => {
    const { id } = await insertTestCustomer();
    const row = { customerId: id, metric: 'impressions', quantity: 1 };
    await setReplicaRows([
      { ...row, hour: '2026-04-15T09:00:00.000Z', updatedAt: '2027-01-01T00:00:00.000Z' },
    ]);
    await runTestSync(testContext({ now: NOW }));
    await setReplicaRows([
      { ...row, hour: '2026-04-15T10:00:00.000Z', updatedAt: '2026-04-15T12:06:00.000Z' },
    ]);
    await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(await storedHours(id)).toHaveLength(2);
    await setReplicaRows([
      { ...row, hour: '2026-04-15T09:00:00.000Z', updatedAt: '2026-04-15T12:07:00.000Z' },
    ]);
  });

  test('resumes after a failure between pages without losing or doubling a row', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows(hourly(id, 40));
    const { replica } = testRuntime();
    let pagesLeft = 2;
    const breaking: typeof replica = {
      ...replica,
      batch(scope, build) {
        if (pagesLeft === 0) throw new Error('the replica went away');
        pagesLeft -= 1;
        return replica.batch(scope, build);
      },
    };
    const ctx = testContext({ now: NOW });
    await expect(runTestSync(ctx, { rowsPerPage: 10, replica: breaking })).rejects.toThrow('went away');
    await runTestSync(ctx, { rowsPerPage: 10 });
    expect(await storedHours(id)).toHaveLength(40);
    expect(await disagreeingDays()).toEqual([]);
  });

  test('pages through rows that share one updated_at', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows(hourly(id, 23));
    await runTestSync(testContext({ now: NOW }), { rowsPerPage: 5 });
    expect(await storedHours(id)).toHaveLength(23);
  });
});

describe('rows that cannot be taken', () => {
  const bad = { metric: 'impressions', hour: '2026-04-15T10:00:00.000Z', quantity: '5', updatedAt: UPDATED };

  test.each([
    ['negative', { quantity: '-5' }],
    ['fractional', { quantity: '1.5' }],
    ['not_a_number', { quantity: 'NaN' }],
    ['too_large', { quantity: '1000000000000001' }],
    ['too_large', { quantity: 'Infinity' }],
    ['future_hour', { hour: '2026-04-15T13:00:00.000Z' }],
    ['hour_not_whole', { hour: '2026-04-15T10:30:00.000Z' }],
    ['hour_not_whole', { hour: 'infinity' }],
    ['unknown_metric', { metric: 'clicks' }],
  ])('%s: %j is kept aside with its reason, the rest of the page goes in', async (reason, fields) => {
    const { id } = await insertTestCustomer();
    await setReplicaRows([
      { customerId: id, ...bad, ...fields },
      { customerId: id, ...bad, metric: 'api_calls' },
    ]);
    await runTestSync(testContext({ now: NOW }));
    expect(await quarantineOf(id)).toEqual([{ reason, resolved: false }]);
    expect(await storedHours(id)).toEqual([{ metric: 'api_calls', hour: '2026-04-15 10:00', quantity: '5' }]);
  });

  test('a good row for the same hour resolves it', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows([{ customerId: id, ...bad, quantity: '-5' }]);
    await runTestSync(testContext({ now: NOW }));
    await setReplicaRows([{ customerId: id, ...bad, quantity: '6', updatedAt: '2026-04-15T12:10:00.000Z' }]);
    await runTestSync(at('2026-04-15T13:05:00.000Z'));
    expect(await quarantineOf(id)).toEqual([{ reason: 'negative', resolved: true }]);
    expect(await storedHours(id)).toMatchObject([{ quantity: '6' }]);
  });

  test('an unknown customer waits, and its hours are taken once it exists, however old they are', async () => {
    const id = crypto.randomUUID();
    await setReplicaRows([{ customerId: id, ...bad }]);
    await runTestSync(testContext({ now: NOW }));
    expect(await quarantineOf(id)).toEqual([{ reason: 'unknown_customer', resolved: false }]);
    await passTime();
    await insertTestCustomer({ id });
    await runTestSync(at('2026-04-20T12:05:00.000Z'));
    expect(await storedHours(id)).toMatchObject([{ quantity: '5' }]);
    expect(await quarantineOf(id)).toEqual([{ reason: 'unknown_customer', resolved: true }]);
    expect(await disagreeingDays()).toEqual([]);
  });

  test('a future hour is taken when its time has come', async () => {
    const { id } = await insertTestCustomer();
    await setReplicaRows([{ customerId: id, ...bad, hour: '2026-04-19T13:00:00.000Z' }]);
    await runTestSync(testContext({ now: NOW }));
    await passTime();
    expect(await storedHours(id)).toEqual([]);
    await runTestSync(at('2026-04-19T13:05:00.000Z'));
    expect(await storedHours(id)).toMatchObject([{ hour: '2026-04-19 13:00' }]);
    expect(await quarantineOf(id)).toEqual([{ reason: 'future_hour', resolved: true }]);
  });
});

test('a publisher sees its own hours and nobody else’s', async () => {
  const [mine, other] = [await insertTestCustomer(), await insertTestCustomer()];
  await setReplicaRows([...hourly(mine.id, 3), ...hourly(other.id, 3)]);
  const ctx = testContext({ now: NOW });
  await runTestSync(ctx);
  const { usageRecords, usageDaily, usageQuarantine } = schema;
  const [hours, days, quarantine] = await ctx.db.batch(scopeOf(publisherActor(mine)), (db) => [
    db.select().from(usageRecords),
    db.select().from(usageDaily),
    db.select().from(usageQuarantine),
  ]);
  expect(new Set([...hours, ...days].map(({ customerId }) => customerId))).toEqual(new Set([mine.id]));
  expect(quarantine).toEqual([]);
});
