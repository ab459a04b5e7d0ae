import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { explainRun, rowsLookedAt } from '../../../../dev/testing/explain.ts';
import {
  insertTestCatalog,
  insertTestSubscription,
  resetUsage,
  runTestSync,
  setReplicaRows,
} from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { queueDeltas } from './queue-deltas.ts';

const HOUR = '2026-02-10T10:00:00.000Z';
const ctx = testContext({ now: new Date('2026-02-10T12:05:00.000Z') });
const SYSTEM = { kind: 'system' } as const;

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(resetUsage);

async function publisherWithHour(): Promise<string> {
  const { id } = await insertTestCustomer();
  await insertTestSubscription({
    customerId: id,
    anchorAt: '2026-01-31T00:00:00.000Z',
    periodStart: '2026-01-31T00:00:00.000Z',
    periodEnd: '2026-02-28T00:00:00.000Z',
  });
  await setReplicaRows([
    { customerId: id, metric: 'impressions', hour: HOUR, quantity: 5, updatedAt: '2026-02-10T11:00:00.000Z' },
  ]);
  await runTestSync(ctx);
  return id;
}

const queue = () => ctx.db.batch(SYSTEM, (db) => [db.execute(queueDeltas({ now: ctx.now, days: 2_000 }))]);

async function unreportedDays(customerId: string): Promise<number> {
  const [row] = await ownerSql<{ days: number }>(
    'SELECT count(*)::int AS days FROM usage_daily WHERE customer_id = $1 AND revision <> reported_revision',
    [customerId],
  );
  return row?.days ?? 0;
}

async function deltasOf(customerId: string): Promise<number[]> {
  const rows = await ownerSql<{ delta: number }>(
    'SELECT quantity_delta::int AS delta FROM usage_outbox WHERE customer_id = $1 ORDER BY identifier',
    [customerId],
  );
  return rows.map(({ delta }) => delta);
}

/** Looks so often that a machine under load has begun to wait by then, and no longer. */
const MOST_LOOKS = 2_000;

async function somebodyWaitsForARow(): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const rows = await ownerSql("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'");
    if (rows.length > 0) return;
  }
  throw new Error(`nobody has waited for a row in ${MOST_LOOKS} looks`);
}

test('a day whose hours are all taken is done, and one that nobody can decide yet is not', async () => {
  const id = await publisherWithHour();
  expect(await unreportedDays(id)).toBe(0);
  const undecided = (await insertTestCustomer()).id;
  await setReplicaRows([
    {
      customerId: undecided,
      metric: 'impressions',
      hour: HOUR,
      quantity: 5,
      updatedAt: '2026-02-10T11:00:00.000Z',
    },
  ]);
  await runTestSync(ctx);
  expect(await unreportedDays(undecided)).toBe(1);
});

test('an hour that changes while its day is being taken is taken the next time', async () => {
  const id = await publisherWithHour();
  await ownerSql('UPDATE usage_daily SET revision = revision + 1 WHERE customer_id = $1', [id]);
  const queued = await ctx.db.transaction(SYSTEM, async (tx) => {
    await tx.execute(sql`update usage_records set quantity = 9 where customer_id = ${id}::uuid`);
    await tx.execute(
      sql`update usage_daily set quantity = 9, revision = revision + 1 where customer_id = ${id}::uuid`,
    );
    const waiting = queue();
    await somebodyWaitsForARow();
    return { waiting };
  });
  await queued.waiting;
  expect(await deltasOf(id)).toEqual([5]);
  expect(await unreportedDays(id)).toBe(1);
  await queue();
  expect(await deltasOf(id)).toEqual([5, 4]);
  expect(await unreportedDays(id)).toBe(0);
});

test('among 30,000 reported hours, the one that is due is found by its day and its key', async () => {
  const id = await publisherWithHour();
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, source_updated_at, updated_at)
     SELECT $1, 'api_calls', '2026-02-10T00:00Z'::timestamptz - n * interval '1 hour', 7, 7, $2, $2
     FROM generate_series(1, 30000) AS n`,
    [id, HOUR],
  );
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, revision, reported_revision, updated_at)
     SELECT customer_id, metric, (hour AT TIME ZONE 'UTC')::date, sum(quantity), 1, 1, $2
     FROM usage_records WHERE customer_id = $1 AND metric = 'api_calls' GROUP BY 1, 2, 3`,
    [id, HOUR],
  );
  await ownerSql(
    `UPDATE usage_records SET quantity = 8 WHERE customer_id = $1 AND metric = 'api_calls' AND hour = '2026-02-03T04:00Z'`,
    [id],
  );
  await ownerSql(
    `UPDATE usage_daily SET quantity = quantity + 1, revision = 2 WHERE customer_id = $1 AND metric = 'api_calls' AND day = '2026-02-03'`,
    [id],
  );
  await ownerSql('ANALYZE usage_records, usage_daily');
  const nodes = await explainRun(queueDeltas({ now: ctx.now, days: 2_000 }));
  const looked = (table: string) =>
    nodes
      .filter((node) => node['Relation Name'] === table && node['Node Type'] !== 'ModifyTable')
      .reduce((sum, node) => sum + rowsLookedAt(node), 0);
  expect(looked('usage_records')).toBeLessThanOrEqual(25);
  expect(looked('usage_daily')).toBeLessThanOrEqual(2);
  expect(await deltasOf(id)).toEqual([1, 5]);
});
