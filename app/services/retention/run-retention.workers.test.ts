import { sql } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { TEST_START } from '../../../dev/testing/environment.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { RETENTION_TASKS, type RetentionTask } from './retention-tasks.ts';
import { runRetention } from './run-retention.ts';

const ctx = testContext();
const DAY_MS = 86_400_000;
const NINETY_DAYS_AGO = Date.parse(TEST_START) - 90 * DAY_MS;

async function insertEvents(count: number, receivedAtMs: number): Promise<void> {
  await ownerSql(
    `INSERT INTO stripe_webhook_events (id, stripe_event_id, type, livemode, payload, stripe_created_at, received_at)
     SELECT gen_random_uuid(), 'evt_' || $1 || '_' || n, 'invoice.paid', false, '{"a":1}', $2, $2
       FROM generate_series(1, $1) AS n`,
    [count, new Date(receivedAtMs).toISOString()],
  );
}

function counts() {
  return ownerSql(
    `SELECT count(*)::int AS all, count(payload)::int AS kept, count(payload_trimmed_at)::int AS trimmed
       FROM stripe_webhook_events`,
  );
}

beforeEach(async () => {
  await ownerSql('TRUNCATE stripe_webhook_events');
});

it('trims the payloads older than 90 days in batches of 10, keeps the rows, and finds nothing the second time', async () => {
  await insertEvents(25, NINETY_DAYS_AGO - 1);
  await insertEvents(7, NINETY_DAYS_AGO);
  expect(await runRetention(ctx, RETENTION_TASKS, { rowsPerStep: 10 })).toMatchObject([
    { name: 'webhook payloads', rows: 25, complete: true, error: null },
    { name: 'idempotency keys', rows: 0, complete: true, error: null },
  ]);
  expect(await counts()).toEqual([{ all: 32, kept: 7, trimmed: 25 }]);
  expect(await runRetention(ctx, RETENTION_TASKS, { rowsPerStep: 10 })).toMatchObject([
    { rows: 0, complete: true },
    { rows: 0, complete: true },
  ]);
});

it('leaves for the next night what is too much for one', async () => {
  await insertEvents(25, NINETY_DAYS_AGO - DAY_MS);
  expect(await runRetention(ctx, RETENTION_TASKS, { rowsPerStep: 10, maxSteps: 1 })).toMatchObject([
    { rows: 10, complete: false },
    { name: 'idempotency keys' },
  ]);
  const tomorrow = { ...ctx, now: new Date(ctx.now.getTime() + DAY_MS) };
  expect(await runRetention(tomorrow, RETENTION_TASKS, { rowsPerStep: 10 })).toMatchObject([
    { rows: 15, complete: true },
    { name: 'idempotency keys' },
  ]);
});

it('names a task that fails, and goes on with the others', async () => {
  await insertEvents(3, NINETY_DAYS_AGO - 1);
  const broken: RetentionTask = { name: 'broken', step: (db) => db.execute(sql`select 1 / 0`) };
  expect(await runRetention(ctx, [broken, ...RETENTION_TASKS])).toMatchObject([
    { name: 'broken', rows: 0, error: expect.stringContaining('division by zero') },
    { name: 'webhook payloads', rows: 3, error: null },
    { name: 'idempotency keys', rows: 0, error: null },
  ]);
});
