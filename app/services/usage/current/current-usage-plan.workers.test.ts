import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { explainPlanning, explainRun, type RunNode, rowsLookedAt } from '../../../../dev/testing/explain.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { selectForecastInputs } from '../forecast/select-forecast-inputs.ts';
import { selectBilledPeriods } from '../history/select-billed-periods.ts';
import { recentPeriodsSql } from '../periods/recent-periods-sql.ts';
import { selectCommitment, selectSubscription } from '../periods/running-subscription.ts';
import { selectPeriodUsage } from './select-period-usage.ts';

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

const SCOPE = () => ({ kind: 'tenant', customerId }) as const;
const input = () => ({ customerId, now: NOW });
const lastPeriods = () => recentPeriodsSql({ ...input(), months: 12 });
const looked = (nodes: readonly RunNode[], relation: string) =>
  nodes
    .filter((node) => node['Relation Name'] === relation)
    .map((node) => ({ isScan: node['Node Type'] === 'Seq Scan', rows: rowsLookedAt(node) }));

test.each([
  ['the API', {}],
  ['the page', { orEnded: true }],
  ['the page, of an earlier period', { orEnded: true, at: new Date('2026-03-20T00:00:00.000Z') }],
] as const)(
  'all that %s needs comes from each table once, by index: of usage no row that is not shown',
  async (_, which) => {
    const nodes = await explainRun(selectPeriodUsage({ ...input(), ...which }), SCOPE());
    // 11 hours of the first day and 5 days; of the earlier period 30 days and 13 hours of its last.
    const [hours, days] = 'at' in which ? [13, 30] : [11, 5];
    expect(looked(nodes, 'subscriptions')).toHaveLength(1);
    expect(looked(nodes, 'usage_daily')).toEqual([{ isScan: false, rows: days * 3 }]);
    expect(looked(nodes, 'usage_records')).toEqual([{ isScan: false, rows: hours * 3 }]);
  },
);

test.each([
  ['all of the API', 1_750, () => selectPeriodUsage(input())],
  ['all of the page', 1_750, () => selectPeriodUsage({ ...input(), orEnded: true })],
  ['the subscription', 550, () => selectSubscription(input())],
  ['the minimum', 450, () => selectCommitment(input())],
  // Which invoices billed them is a part of it.
  ['the last periods', 1_100, () => sql`select period_start, period_end, ago from ${lastPeriods()} as p`],
  ['the last periods and what each ran on', 1_450, () => sql`select * from ${lastPeriods()} as p`],
] as const)(
  'each step towards the bounds of a period is planned once, not wherever a bound is used: %s',
  async (_, planningKib, query) => {
    const planned = await explainPlanning(query(), SCOPE());
    const steps = planned.expressions.map((expression) => expression.split('make_interval(').length - 1);
    // Where an expression takes both bounds, each shows its own step.
    expect(Math.max(...steps)).toBeLessThanOrEqual(2);
    expect(planned.memoryKib).toBeLessThan(planningKib);
  },
);

test('under row-level security a forecast finds its bounds by index, no hour is read in vain', async () => {
  const query = selectForecastInputs({ customerIds: sql`${customerId}::uuid`, now: NOW });
  const hours = (await explainRun(query, SCOPE())).filter(
    (node) => node['Relation Name'] === 'usage_records',
  );
  expect(hours).not.toEqual([]);
  expect(hours.filter((node) => (node['Rows Removed by Filter'] ?? 0) > 0)).toEqual([]);
});

test('what each period ran on is read from its own invoices, by index: not from the lines of others', async () => {
  // 24 of each of 100 publishers, each with five lines.
  await ownerSql(
    `INSERT INTO invoices (id, customer_id, stripe_invoice_id, status, billing_reason, currency, subtotal_minor, tax_minor,
       amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor, period_start, period_end, auto_advance,
       attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at, subscription_id)
     SELECT gen_random_uuid(), c.id, concat('in_', c.id, n), 'paid', 'subscription_cycle', 'usd', 1, 0, 1, 1, 1, 0, bounds.start,
       bounds.start + interval '1 month', true, 0, '{}', '[]', bounds.start, bounds.start, bounds.start, s.id
     FROM customers c CROSS JOIN generate_series(1, 24) AS n
     LEFT JOIN subscriptions s ON s.customer_id = c.id
     CROSS JOIN LATERAL (SELECT timestamptz '2026-02-10T13:00:00Z' + (n - 1) * interval '1 month' AS start) AS bounds`,
  );
  await ownerSql(
    `INSERT INTO invoice_line_items (stripe_line_item_id, invoice_id, customer_id, position, description, component,
       quantity, unit_amount_decimal, amount_minor, currency, proration, stripe_price_id, period_start, period_end)
     SELECT concat('il_', i.id, n), i.id, i.customer_id, n, 'x', 'impressions', 1, 1, 1, 'usd', false, price.stripe_price_id,
       i.period_start, i.period_end
     FROM invoices i CROSS JOIN generate_series(1, 5) AS n
     CROSS JOIN (SELECT stripe_price_id FROM plan_prices WHERE component = 'impressions' AND currency = 'usd' LIMIT 1) AS price`,
  );
  await ownerSql('ANALYZE invoices, invoice_line_items, plan_prices');
  const nodes = await explainRun(sql`select plan_version_id from ${lastPeriods()} as p`, SCOPE());
  const lines = looked(nodes, 'invoice_line_items');
  expect(lines.map(({ isScan }) => isScan)).toEqual([false]);
  // Each of two closed periods looks at no more than the invoice that closed it and the one before.
  expect(lines[0]?.rows).toBeLessThanOrEqual(2 * 2 * 5);
  const shown = await explainRun(selectBilledPeriods({ ...input(), months: 12 }), SCOPE());
  const scanned = shown
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .map((node) => node['Relation Name']);
  expect(scanned).not.toContain('invoice_line_items');
  expect(scanned).not.toContain('invoices');
});
