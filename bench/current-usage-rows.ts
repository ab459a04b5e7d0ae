import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { CATALOG } from '../app/domain/catalog.ts';
import {
  insertPlanVersions,
  insertTiers,
  upsertPlans,
  upsertPrices,
} from '../app/services/catalog/catalog-statements.ts';
import { withClient } from '../dev/postgres/provision.ts';
import type { Services } from '../dev/testing/start-services.ts';

export const CUSTOMERS = 1_000;
const METRICS = ['impressions', 'api_calls', 'data_transfer_bytes'];

const dialect = new PgDialect();

export function run(client: pg.Client, statement: SQL): Promise<pg.QueryResult> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return client.query(text, params);
}

/** 1,000 customers' hours up to `now`, as many as make `rows`, with their days; answers one of the customers. */
export async function fillUsage({ postgres }: Services, rows: number, now: Date): Promise<string> {
  const hours = Math.ceil(rows / CUSTOMERS / METRICS.length);
  return withClient(postgres.ownerUrl, async (client) => {
    const priceIds = new Map(
      CATALOG.flatMap(({ prices }) => prices.map(({ lookupKey }) => [lookupKey, lookupKey] as const)),
    );
    await run(client, upsertPlans(CATALOG, now));
    await run(client, insertPlanVersions(CATALOG, now));
    await run(client, upsertPrices(CATALOG, priceIds));
    await run(client, insertTiers(CATALOG));
    await client.query(
      `INSERT INTO customers (id, email, name, currency, locale, country, created_at, updated_at)
       SELECT md5(i::text)::uuid, i || '@bench.test', 'Bench', 'usd', 'en-US', 'US', $1, $1
         FROM generate_series(1, ${CUSTOMERS}) AS i`,
      [now],
    );
    await client.query(
      `INSERT INTO subscriptions (id, customer_id, stripe_subscription_id, plan_version_id, status, currency,
         billing_anchor_at, current_period_start, current_period_end, cancel_at_period_end, created_at, updated_at, mirrored_at)
       SELECT c.id, c.id, 'sub_' || c.id, v.id, 'active', 'usd', '2026-01-10T13:00Z', '2026-03-10T13:00Z',
         '2026-04-10T13:00Z', false, '2026-01-10T13:00Z', $1, $1
       FROM customers c, plan_versions v WHERE v.plan_id = 'starter' AND v.customer_id IS NULL`,
      [now],
    );
    // Keys and the index of what is due are built afterwards, which is several times faster than row by row.
    await client.query('ALTER TABLE usage_records DROP CONSTRAINT usage_records_pkey');
    await client.query(
      `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, source_updated_at, updated_at)
       SELECT md5(i::text)::uuid, metric, date_trunc('hour', $1::timestamptz) - hour * interval '1 hour', 10, 10, $1, $1
         FROM generate_series(1, ${hours}) AS hour, generate_series(1, ${CUSTOMERS}) AS i, unnest($2::text[]) AS metric`,
      [now, METRICS],
    );
    await client.query(
      'ALTER TABLE usage_records ADD CONSTRAINT usage_records_pkey PRIMARY KEY (customer_id, metric, hour)',
    );
    await client.query(
      `INSERT INTO usage_daily (customer_id, metric, day, quantity, updated_at)
       SELECT customer_id, metric, (hour AT TIME ZONE 'UTC')::date, sum(billable_quantity), $1
         FROM usage_records GROUP BY 1, 2, 3`,
      [now],
    );
    await client.query('VACUUM ANALYZE usage_records, usage_daily, subscriptions');
    const { rows: found } = await client.query(`SELECT md5('500')::uuid AS id`);
    return found[0].id;
  });
}

/** What the database says it spent on a statement, planning included, in milliseconds. */
export async function spentMs(client: pg.Client, statement: SQL): Promise<number> {
  const { rows } = await run(client, sql`explain (analyze, timing off, format json) ${statement}`);
  const [explained] = rows[0]['QUERY PLAN'];
  return explained['Planning Time'] + explained['Execution Time'];
}
