import { beforeEach, describe, expect, test } from 'vitest';
import {
  countTrips,
  resetUsage,
  runTestSync,
  setReplicaRows,
  storedHours,
} from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import type { Actor } from '../../../domain/actor.ts';
import { listQuarantine } from './list-quarantine.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const readonly = testContext<Actor>({ actor: staffActor('readonly'), now: NOW });
const OPEN = { state: 'open', page: 1, limit: 50 } as const;
let customer: TestCustomer;

const BAD: readonly (readonly [reason: string, hour: number, quantity: string])[] = [
  ['negative', 0, '-5'],
  ['negative', 1, '-1'],
  ['fractional', 2, '1.5'],
  ['not_a_number', 3, 'NaN'],
  ['too_large', 4, '1e30'],
  ['too_large', 5, 'Infinity'],
  ['negative', 6, '-Infinity'],
  ['future_hour', 20, '7'],
];

beforeEach(async () => {
  await resetUsage();
  customer = await insertTestCustomer({ name: 'Bad Numbers Ltd' });
  const row = (hour: number, quantity: string) => ({
    customerId: customer.id,
    metric: 'impressions',
    hour: `2026-04-15T${String(hour).padStart(2, '0')}:00:00.000Z`,
    quantity,
    updatedAt: '2026-04-15T11:00:00.000Z',
  });
  await setReplicaRows([...BAD.map(([, hour, quantity]) => row(hour, quantity)), row(10, '42')]);
  await runTestSync(testContext({ now: NOW }));
});

test('8 bad rows of 9 are kept out with their reasons in the run’s row, the ninth is taken', async () => {
  expect(await storedHours(customer.id)).toEqual([
    { metric: 'impressions', hour: '2026-04-15 10:00', quantity: '42' },
  ]);
  const [run] = await ownerSql(
    'SELECT rows_read::int AS read, rows_quarantined::int AS quarantined, quarantine_reasons AS reasons FROM usage_sync_runs',
  );
  expect(run).toEqual({
    read: 9,
    quarantined: 8,
    reasons: { negative: 3, fractional: 1, not_a_number: 1, too_large: 2, future_hour: 1 },
  });
});

test('a metric that billing did not know is taken once it does, without the replica saying it again', async () => {
  await ownerSql(
    `INSERT INTO usage_quarantine (customer_id, metric, hour, quantity, reason, source_updated_at, first_seen_at, last_seen_at)
     VALUES ($1, 'api_calls', '2026-04-01T00:00Z', '11', 'unknown_metric', $2, $2, $2)`,
    [customer.id, '2026-04-01T01:00:00.000Z'],
  );
  expect(await runTestSync(testContext({ now: NOW }))).toMatchObject({ inserted: 1 });
  expect(await storedHours(customer.id)).toContainEqual({
    metric: 'api_calls',
    hour: '2026-04-01 00:00',
    quantity: '11',
  });
});

test('more parked rows than one sync takes are taken by the next ones', async () => {
  await ownerSql(
    `INSERT INTO usage_quarantine (customer_id, metric, hour, quantity, reason, source_updated_at, first_seen_at, last_seen_at)
     SELECT $1, 'api_calls', '2026-04-01T00:00Z'::timestamptz + n * interval '1 hour', '1', 'unknown_customer', $2, $2, $2
     FROM generate_series(0, 24) AS n`,
    [customer.id, '2026-04-03T01:00:00.000Z'],
  );
  const taken = [];
  for (let run = 0; run < 3; run += 1) {
    taken.push((await runTestSync(testContext({ now: NOW }), { rowsPerPage: 10 })).inserted);
  }
  expect(taken).toEqual([10, 10, 5]);
});

describe('listQuarantine', () => {
  test('lists what is open with customer and quantity as it came, and counts by reason, in one trip', async () => {
    const { database, trips } = countTrips(readonly.db);
    const found = await listQuarantine({ ...readonly, db: database }, OPEN);
    expect(trips()).toBe(1);
    expect(found).toMatchObject({
      total: 8,
      totalPages: 1,
      openByReason: { negative: 3, fractional: 1, not_a_number: 1, too_large: 2, future_hour: 1 },
    });
    expect(found.rows.map(({ reason, quantity }) => [reason, quantity])).toEqual(
      expect.arrayContaining([
        ['negative', '-5'],
        ['too_large', '1000000000000000000000000000000'],
        ['too_large', 'Infinity'],
        ['not_a_number', 'NaN'],
      ]),
    );
    expect(found.rows[0]?.customerName).toBe('Bad Numbers Ltd');
  });

  test('filters by reason and state, and pages: 3 negative ones are 2 pages of 2', async () => {
    const negative = { ...OPEN, reason: 'negative', limit: 2 } as const;
    const pages = [
      await listQuarantine(readonly, negative),
      await listQuarantine(readonly, { ...negative, page: 2 }),
    ];
    expect(pages.map(({ rows, totalPages }) => [rows.length, totalPages])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(await listQuarantine(readonly, { ...OPEN, state: 'resolved' })).toMatchObject({
      total: 0,
      rows: [],
    });
    await ownerSql(`UPDATE usage_quarantine SET resolved_at = $1 WHERE reason = 'fractional'`, [
      NOW.toISOString(),
    ]);
    expect(await listQuarantine(readonly, { ...OPEN, state: 'resolved' })).toMatchObject({ total: 1 });
    expect(await listQuarantine(readonly, { ...OPEN, state: 'all' })).toMatchObject({ total: 8 });
  });

  test('a publisher is refused', async () => {
    const publisher = testContext<Actor>({ actor: publisherActor(customer) });
    await expect(listQuarantine(publisher, OPEN)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
