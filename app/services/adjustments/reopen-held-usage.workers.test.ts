import { beforeAll, expect, test } from 'vitest';
import { explainRun, rowsLookedAt } from '../../../dev/testing/explain.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { selectCoveredSince } from './reopen-held-usage.ts';

const STARTER = { anchorAt: '2026-02-01T00:00:00.000Z', createdAt: '2026-02-01T00:00:00.000Z' };
const MARCH = { periodStart: '2026-03-01T00:00:00.000Z', periodEnd: '2026-04-01T00:00:00.000Z' };
const DECIDED_AT = '2026-03-19T00:00:00.000Z';
const CUSTOMERS = 60;
const HOURS = 200;
let returned: string;

async function covered() {
  const [found] = await testContext().db.batch({ kind: 'system' }, (db) => [
    db.execute<{ customer_id: string }>(selectCoveredSince()),
  ]);
  return found.rows.map(({ customer_id }) => customer_id).sort();
}

/** 60 customers gone on 10 March, each with 200 hours since that a person has been told of; one came back from the 15th on. */
beforeAll(async () => {
  await insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') }));
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => insertTestCustomer()));
  for (const { id: customerId } of customers) {
    await insertTestSubscription({
      customerId,
      ...{ ...STARTER, ...MARCH },
      status: 'canceled',
      endedAt: '2026-03-10T00:00:00.000Z',
    });
  }
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end, sequence,
       quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations, status, reason,
       run_after, created_at)
     SELECT gen_random_uuid(), customer_id, id, 'late_usage', 'impressions', current_period_start, current_period_end, 1,
       $1::int, 0, 0, 'usd', 'Late impressions', '{}', '[]', 'unbillable', 'outside_subscription', $2, $2
     FROM subscriptions`,
    [HOURS, DECIDED_AT],
  );
  await ownerSql(
    `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end, sequence,
       quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations, status,
       run_after, created_at)
     SELECT gen_random_uuid(), customer_id, id, 'late_usage', 'api_calls', current_period_start, current_period_end, n,
       1, 0, 0, 'usd', 'Late API calls', '{}', '[]', 'recorded', $1, $1
     FROM subscriptions, generate_series(1, 200) AS n`,
    [DECIDED_AT],
  );
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, run_after, adjustment_id, created_at)
     SELECT concat_ws('-', a.customer_id, n), a.customer_id, 'impressions', $1::timestamptz + n * interval '1 hour', 1,
       'held', $1, a.id, $1
     FROM period_adjustments a, generate_series(0, $2::int - 1) AS n WHERE a.component = 'impressions'`,
    ['2026-03-10T00:00:00.000Z', HOURS],
  );
  returned = customers[7]?.id ?? '';
  const from = '2026-03-15T00:00:00.000Z';
  await insertTestSubscription({
    customerId: returned,
    ...{ anchorAt: from, createdAt: from, periodStart: from, periodEnd: '2026-04-15T00:00:00.000Z' },
  });
  await ownerSql('ANALYZE usage_outbox, period_adjustments, subscriptions');
});

test('hours outside any plan are looked at only of the one customer to whom a plan came', async () => {
  const nodes = await explainRun(selectCoveredSince());
  const hours = nodes.filter((node) => node['Relation Name'] === 'usage_outbox');
  expect(hours.length).toBeGreaterThan(0);
  expect(hours.reduce((sum, node) => sum + rowsLookedAt(node), 0)).toBeLessThanOrEqual(HOURS);
  const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
  expect(scanned.map((node) => node['Relation Name'])).not.toContain('usage_outbox');
  expect(scanned.map((node) => node['Relation Name'])).not.toContain('period_adjustments');
  expect(nodes.map((node) => node['Index Name'])).toContain('period_adjustments_outside_index');
});

test('and found is what is held of that customer', async () => {
  expect(await covered()).toEqual([returned]);
});

test('also found is what the same plan covers that was read anew, by a job that began up to 15 minutes before the one that saw nothing', async () => {
  const readAnew = (minutesBefore: number, place: number) =>
    ownerSql<{ customer_id: string }>(
      `UPDATE subscriptions SET status = 'active', ended_at = NULL, updated_at = $1
       WHERE id = (SELECT id FROM subscriptions WHERE customer_id <> $2 ORDER BY id OFFSET $3 LIMIT 1) RETURNING customer_id`,
      [new Date(Date.parse(DECIDED_AT) - minutesBefore * 60_000), returned, place],
    );
  const [meanwhile] = await readAnew(15, 0);
  await readAnew(16, 1);
  expect(await covered()).toEqual([returned, meanwhile?.customer_id].sort());
});
