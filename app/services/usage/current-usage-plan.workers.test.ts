import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { explainRun } from '../../../dev/testing/explain.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { selectForecastInputs } from './forecast/select-forecast-inputs.ts';
import { selectDailyUsage, selectPrices, selectSubscription } from './usage-queries.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const CUSTOMERS = 100;
let customerId: string;

/** 100 customers × 3 metrics × 120 days: 36,000 days and, for the last ten of them, 72,000 hours. */
beforeAll(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => insertTestCustomer()));
  customerId = customers[0]?.id ?? '';
  await insertTestSubscription({
    customerId,
    // Within a day, so that the hours of its first day are read too.
    anchorAt: '2026-02-10T13:00:00.000Z',
    createdAt: '2026-02-10T13:00:00.000Z',
    periodStart: '2026-04-10T13:00:00.000Z',
    periodEnd: '2026-05-10T13:00:00.000Z',
  });
  await ownerSql(
    `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
     SELECT c.id, metric, $1::date - day, 100, $1 FROM customers c,
       unnest(ARRAY['impressions', 'api_calls', 'data_transfer_bytes']) AS metric, generate_series(0, 119) AS day`,
    [NOW.toISOString()],
  );
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, source_updated_at, updated_at)
     SELECT c.id, metric, date_trunc('hour', $1::timestamptz) - hour * interval '1 hour', 10, 10, $1, $1 FROM customers c,
       unnest(ARRAY['impressions', 'api_calls', 'data_transfer_bytes']) AS metric, generate_series(0, 239) AS hour`,
    [NOW.toISOString()],
  );
  await ownerSql('ANALYZE usage_daily, usage_records, customers, subscriptions');
});

/** As the Worker runs it: as its role, under row-level security, in the publisher's own scope. */
function planOf(query: ReturnType<typeof sql>) {
  return explainRun(query, { kind: 'tenant', customerId });
}

const INPUT = () => ({ customerId, now: NOW });

test.each([
  ['daily usage', () => selectDailyUsage(INPUT())],
  ['subscription', () => selectSubscription(INPUT())],
  ['prices', () => selectPrices(INPUT())],
] as const)('the plan of the current usage has no sequential scan of usage: %s', async (_, query) => {
  const nodes = await planOf(query());
  const scanned = nodes.filter((node) => node['Relation Name']?.startsWith('usage_'));
  expect(scanned.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
});

test('daily usage reads by index no more than the 6 days and 11 hours of three metrics', async () => {
  const nodes = await planOf(selectDailyUsage(INPUT()));
  const indexed = nodes.filter(
    (node) => /Index|Bitmap Heap/.test(node['Node Type']) && node['Relation Name'],
  );
  const names = new Set(indexed.map((node) => node['Relation Name']));
  expect(names).toContain('usage_daily');
  expect(names).toContain('usage_records');
  for (const node of indexed.filter((found) => found['Relation Name']?.startsWith('usage_'))) {
    expect(node['Actual Rows']).toBeLessThanOrEqual(33);
  }
});

test.each([
  ['daily usage', () => selectDailyUsage(INPUT())],
  ['forecast', () => selectForecastInputs({ customerIds: sql`${customerId}::uuid`, now: NOW })],
] as const)(
  'under row-level security the bounds are found by index, no hour is read in vain: %s',
  async (_, query) => {
    const hours = (await planOf(query())).filter((node) => node['Relation Name'] === 'usage_records');
    expect(hours).not.toEqual([]);
    expect(hours.filter((node) => (node['Rows Removed by Filter'] ?? 0) > 0)).toEqual([]);
  },
);
