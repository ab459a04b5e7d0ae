import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog } from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { loadBooks } from './load-books.ts';

const ctx = testContext({ now: new Date('2026-02-10T12:05:00.000Z') });
const RANGE = { start: new Date('2026-02-10T00:00:00Z'), end: new Date('2026-02-11T00:00:00Z') };

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));

/** Two hours of a day, of which one has changed by 4 units since it was reported. */
async function publisherWithDay({ isMarked }: { isMarked: boolean }): Promise<string> {
  const { id } = await insertTestCustomer();
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, source_updated_at, updated_at)
     VALUES ($1, 'impressions', '2026-02-10T08:00Z', 5, 5, $2, $2), ($1, 'impressions', '2026-02-10T09:00Z', 9, 5, $2, $2)`,
    [id, ctx.now],
  );
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, revision, reported_revision, updated_at)
     VALUES ($1, 'impressions', '2026-02-10', 14, $2, 1, $3)`,
    [id, isMarked ? 2 : 1, ctx.now],
  );
  return id;
}

test.each([
  ['that the next sync takes are only not queued yet', true, 0n],
  ['of a day that nothing takes are forgotten', false, 4n],
])('4 units %s', async (_what, isMarked, forgotten) => {
  const customerId = await publisherWithDay({ isMarked });
  const books = await loadBooks(ctx, [{ customerId, ...RANGE, by: 'day' }], ctx.now);
  expect(books).toMatchObject([{ metric: 'impressions', billable: 14n, unqueued: 4n, forgotten }]);
});
