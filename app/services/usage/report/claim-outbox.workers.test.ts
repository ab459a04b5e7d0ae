import { beforeAll, beforeEach, expect, test } from 'vitest';
import { explainRun, rowsLookedAt } from '../../../../dev/testing/explain.ts';
import { insertTestCatalog, insertTestSubscription, resetUsage } from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { claimOutbox } from './claim-outbox.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const BACKLOG = 2_000;
let customerId: string;

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));

/** The statistics are of a time when nothing waited. */
beforeEach(async () => {
  await resetUsage();
  ({ id: customerId } = await insertTestCustomer());
  await insertTestSubscription({
    customerId,
    anchorAt: '2026-04-01T00:00:00.000Z',
    createdAt: '2026-01-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await insertRows({ count: BACKLOG, status: 'accepted' });
  await ownerSql('ANALYZE usage_outbox');
});

async function insertRows(rows: { count: number; status: string; sentAt?: string; leaseUntil?: string }) {
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at, first_sent_at, last_sent_at, lease_until)
     SELECT concat_ws(':', $2::text, n), $1, 'impressions', timestamptz '2026-04-01Z' + n % 300 * interval '1 hour', 1, $2,
       '2026-05-01Z', '2026-04-15T12:00Z', '2026-04-15T12:00Z', $4, $4, $5
     FROM generate_series(1, $3::int) AS n`,
    [customerId, rows.status, rows.count, rows.sentAt ?? null, rows.leaseUntil ?? null],
  );
}

test.each([
  ['that was never sent', undefined],
  ['that an outage left without an answer', '2026-04-15T11:55:00.000Z'],
])('the work of a claim grows with the backlog, not with its square: one %s', async (_, sentAt) => {
  await insertRows({ count: BACKLOG, status: 'pending', ...(sentAt && { sentAt }) });
  const nodes = await explainRun(claimOutbox({ now: NOW, limit: 1_000 }));
  expect(nodes[0]?.['Actual Rows']).toBeGreaterThanOrEqual(1_000);
  for (const node of nodes) expect(rowsLookedAt(node)).toBeLessThanOrEqual(20 * BACKLOG);
});

test('an hour of which somebody holds a row waits, whatever else of it is due', async () => {
  await insertRows({ count: 600, status: 'pending' });
  await ownerSql(
    `UPDATE usage_outbox SET lease_until = '2026-04-15T12:10Z' WHERE identifier = 'pending:7'`,
    [],
  );
  const [claimed] = await testContext({ now: NOW }).db.batch({ kind: 'system' }, (db) => [
    db.execute<{ identifier: string }>(claimOutbox({ now: NOW, limit: 1_000 })),
  ]);
  const taken = claimed.rows.map(({ identifier }) => identifier);
  expect(taken).toHaveLength(598);
  expect(taken).not.toContain('pending:7');
  expect(taken).not.toContain('pending:307');
});
