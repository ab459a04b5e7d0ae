import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  disagreeingDays,
  insertTestCatalog,
  insertTestSubscription,
  type ReplicaRow,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext, testRuntime } from '../../../../dev/testing/workers.ts';
import type { Database } from '../../../db/client.ts';
import { closeRun } from './close-run.ts';
import { listShardWork } from './list-shard-work.ts';
import { syncUsageShard } from './sync-usage-shard.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const LIMITS = { rowsPerPage: 10, pagesPerInvocation: 2 };
const CUSTOMERS = 8;
const HOURS = 30;
let customerIds: readonly string[];

beforeAll(() => insertTestCatalog(testContext()));

beforeEach(async () => {
  await resetUsage();
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => insertTestCustomer()));
  customerIds = customers.map(({ id }) => id);
  await setReplicaRows(customerIds.flatMap(hoursOf));
});

/** 30 hours of 10 impressions, each seen a minute after its predecessor; one of them a wrong one. */
function hoursOf(customerId: string): ReplicaRow[] {
  const start = Date.parse('2026-04-13T00:00:00.000Z');
  return Array.from({ length: HOURS }, (_, index) => ({
    customerId,
    metric: 'impressions',
    hour: new Date(start + index * 3_600_000).toISOString(),
    quantity: index === 7 ? -1 : 10,
    updatedAt: new Date(start + 48 * 3_600_000 + index * 60_000).toISOString(),
  }));
}

function at(minutes: number) {
  return testContext({ now: new Date(NOW.getTime() + minutes * 60_000) });
}

function workOn(ctx = at(0), replica: Database = testRuntime().replica) {
  return syncUsageShard(ctx, { replica, named: null, limits: LIMITS });
}

/** Everything to its end, as the queue does it. */
async function workThrough(ctx = at(0)): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    if ((await workOn(ctx)).shard === null) return steps;
  }
}

async function expectAllOnce(): Promise<void> {
  const [stored] = await ownerSql(
    'SELECT count(*)::int AS hours, sum(quantity)::int AS units FROM usage_records',
  );
  expect(stored).toEqual({ hours: CUSTOMERS * (HOURS - 1), units: CUSTOMERS * (HOURS - 1) * 10 });
  expect(await disagreeingDays()).toEqual([]);
}

async function runRow() {
  const [row] = await ownerSql(
    `SELECT status, rows_read::int AS read, rows_inserted::int AS inserted, rows_changed::int AS changed,
       rows_unchanged::int AS unchanged, rows_quarantined::int AS quarantined, quarantine_reasons AS reasons,
       to_char(watermark_to AT TIME ZONE 'UTC', 'DD HH24:MI') AS reached
     FROM usage_sync_runs ORDER BY started_at LIMIT 1`,
  );
  return row;
}

async function watermark() {
  const [row] = await ownerSql(
    `SELECT to_char(watermark AT TIME ZONE 'UTC', 'DD HH24:MI') AS reached FROM sync_watermarks`,
  );
  return row?.reached ?? null;
}

/** The database, or the replica, of a worker that dies at its nth trip. */
function dyingAfter(trips: number, database: Database): Database {
  let left = trips;
  return {
    ...database,
    batch(scope, build) {
      if (left === 0) return Promise.reject(new Error('killed'));
      left -= 1;
      return database.batch(scope, build);
    },
  };
}

describe('a sync of more than one invocation may take', () => {
  test('stores 20 of 240 rows itself and leaves the rest to two shards, which end the run with all counts', async () => {
    const { shards, rowsRead } = await runTestSync(at(0), LIMITS);
    expect([rowsRead, shards.length]).toEqual([20, 2]);
    expect(await watermark()).toBeNull();
    expect(await workThrough()).toBeGreaterThan(10);
    await expectAllOnce();
    const row = await runRow();
    expect(row).toMatchObject({
      status: 'succeeded',
      inserted: CUSTOMERS * (HOURS - 1),
      changed: 0,
      reasons: { negative: expect.any(Number) },
      reached: '15 00:29',
    });
    const { read, inserted, unchanged, quarantined } = row as Record<string, number>;
    expect(read).toBe((inserted ?? 0) + (unchanged ?? 0) + (quarantined ?? 0));
    expect(await watermark()).toBe('15 00:29');
  });

  test('the run after it waits for the shards and reads nothing, then reads on', async () => {
    await runTestSync(at(0), LIMITS);
    expect(await runTestSync(at(60), LIMITS)).toMatchObject({
      waitsForShards: true,
      rowsRead: 0,
      shards: [],
    });
    await workThrough(at(61));
    expect(await runTestSync(at(120))).toMatchObject({ waitsForShards: false, inserted: 0 });
    await expectAllOnce();
  });

  test('four workers at once store each hour once', async () => {
    await runTestSync(at(0), LIMITS);
    await Promise.all([1, 2, 3, 4].map(() => workThrough()));
    await workThrough();
    await expectAllOnce();
    expect(await runRow()).toMatchObject({ status: 'succeeded', inserted: CUSTOMERS * (HOURS - 1) });
  });

  test.each([1, 2, 3])(
    'a worker killed at its trip %i leaves its shard, which another finishes once the lease is over, nothing twice',
    async (trips) => {
      await runTestSync(at(0), LIMITS);
      const ctx = at(0);
      // Killed: it cannot give its shard back either.
      await expect(workOn({ ...ctx, db: dyingAfter(trips, ctx.db) })).rejects.toThrow('killed');
      const early = await listShardWork(at(1));
      expect(early.due).toHaveLength(1);
      const late = await listShardWork(at(6));
      expect(late.due).toHaveLength(2);
      await workThrough(at(6));
      await expectAllOnce();
      expect(await runRow()).toMatchObject({ status: 'succeeded', inserted: CUSTOMERS * (HOURS - 1) });
    },
  );

  test('a worker whose lease was taken over stores nothing more', async () => {
    await runTestSync(at(0), LIMITS);
    const slow = at(0);
    let takenOver = false;
    const replica = testRuntime().replica;
    const slowReplica: Database = {
      ...replica,
      async batch(scope, build) {
        const page = await replica.batch(scope, build);
        if (!takenOver) {
          takenOver = true;
          await workThrough(at(6));
        }
        return page;
      },
    };
    expect(await workOn(slow, slowReplica)).toMatchObject({ hasMore: false, rowsRead: 0, closedRun: false });
    await expectAllOnce();
    expect(await runRow()).toMatchObject({ status: 'succeeded', inserted: CUSTOMERS * (HOURS - 1) });
  });

  test('a replica that drops leaves the shard with its error, for two minutes later', async () => {
    await runTestSync(at(0), LIMITS);
    await expect(workOn(at(0), dyingAfter(0, testRuntime().replica))).rejects.toThrow('killed');
    const [failed] = await ownerSql(
      `SELECT last_error, attempts FROM usage_sync_shards WHERE last_error IS NOT NULL`,
    );
    expect(failed).toEqual({ last_error: 'killed', attempts: 1 });
    expect((await listShardWork(at(1))).due).toHaveLength(1);
    await workThrough(at(3));
    await expectAllOnce();
  });

  test('a run whose last worker died before it closed it is closed by the sweep, once', async () => {
    await runTestSync(at(0), LIMITS);
    const ctx = at(0);
    await workThrough();
    await ownerSql(`UPDATE usage_sync_runs SET status = 'running', finished_at = NULL`);
    await ownerSql('DELETE FROM sync_watermarks');
    const { toClose } = await listShardWork(ctx);
    expect(toClose).toHaveLength(1);
    const closed = await Promise.all(toClose.flatMap((id) => [closeRun(ctx, id), closeRun(ctx, id)]));
    expect(closed.filter(Boolean)).toHaveLength(1);
    expect(await watermark()).toBe('15 00:29');
  });

  test('with a row from 2027 in the window, what was written while the shards ran is read by the next run', async () => {
    const ahead = { metric: 'api_calls', hour: '2026-04-15T10:00:00.000Z', quantity: 1 };
    const [customerId = ''] = customerIds;
    await setReplicaRows([{ ...ahead, customerId, updatedAt: '2027-01-01T00:00:00.000Z' }]);
    const { shards } = await runTestSync(at(0), LIMITS);
    const [named = null] = shards;
    const input = { replica: testRuntime().replica, named, limits: LIMITS };
    for (let hasMore = true; hasMore; ) ({ hasMore } = await syncUsageShard(at(0), input));
    const written = { metric: 'impressions', hour: '2026-04-15T11:00:00.000Z', quantity: 10 };
    const updatedAt = at(10).now.toISOString();
    await setReplicaRows(customerIds.map((id) => ({ ...written, customerId: id, updatedAt })));
    await workThrough(at(60));
    expect(await runRow()).toMatchObject({ status: 'succeeded', reached: '15 12:05' });
    expect(await watermark()).toBe('15 12:05');
    await runTestSync(at(120));
    const [stored] = await ownerSql('SELECT count(*)::int AS hours FROM usage_records WHERE hour = $1', [
      written.hour,
    ]);
    expect(stored).toEqual({ hours: CUSTOMERS });
  });

  test('a worker killed after the second trip of closing a run leaves all 232 hours queued, and the run to the sweep', async () => {
    const april = { periodStart: '2026-04-01T00:00:00.000Z', periodEnd: '2026-05-01T00:00:00.000Z' };
    for (const customerId of customerIds)
      await insertTestSubscription({ customerId, anchorAt: april.periodStart, ...april });
    await runTestSync(at(0), LIMITS);
    await workThrough();
    await ownerSql(`UPDATE usage_sync_runs SET status = 'running', finished_at = NULL`);
    await ownerSql('DELETE FROM usage_outbox');
    await ownerSql('UPDATE usage_records SET reported_quantity = 0, report_sequence = 0');
    await ownerSql('UPDATE usage_daily SET reported_revision = 0');
    const ctx = at(1);
    const { toClose } = await listShardWork(ctx);
    expect(toClose).toHaveLength(1);
    await closeRun({ ...ctx, db: dyingAfter(2, ctx.db) }, toClose[0] ?? '').catch(() => undefined);
    const closed = () =>
      ownerSql('SELECT status, (SELECT count(*)::int FROM usage_outbox) AS queued FROM usage_sync_runs');
    const queued = CUSTOMERS * (HOURS - 1);
    expect(await closed()).toEqual([{ status: 'running', queued }]);
    expect(await closeRun(ctx, toClose[0] ?? '')).toBe(true);
    expect(await closed()).toEqual([{ status: 'succeeded', queued }]);
  });

  test('a run that waits for shards takes no row out of quarantine; the one that reads takes it and counts it', async () => {
    const customerId = crypto.randomUUID();
    const early = { metric: 'impressions', hour: '2026-04-12T10:00:00.000Z', quantity: 5 };
    await setReplicaRows([{ ...early, customerId, updatedAt: '2026-04-12T11:00:00.000Z' }]);
    await runTestSync(at(0), LIMITS);
    await insertTestCustomer({ id: customerId });
    const stored = () =>
      ownerSql('SELECT quantity::int FROM usage_records WHERE customer_id = $1', [customerId]);
    expect(await runTestSync(at(60), LIMITS)).toMatchObject({ waitsForShards: true, inserted: 0 });
    expect(await stored()).toEqual([]);
    await workThrough(at(61));
    const { jobRunId } = await runTestSync(at(120));
    expect(await stored()).toEqual([{ quantity: 5 }]);
    const [run] = await ownerSql('SELECT rows_inserted::int FROM usage_sync_runs WHERE job_run_id = $1', [
      jobRunId,
    ]);
    expect(run).toEqual({ rows_inserted: 1 });
  });
});
