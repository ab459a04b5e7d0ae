import { withClient } from '../dev/postgres/provision.ts';
import type { Services } from '../dev/testing/start-services.ts';

const CUSTOMERS = 500;
const METRICS = ['impressions', 'api_calls', 'data_transfer_bytes'];
const HOUR_MS = 3_600_000;

/** 500 customers with three metrics each, for as many hours back as it takes. */
export async function insertBenchCustomers({ postgres }: Services): Promise<void> {
  await withClient(postgres.ownerUrl, (client) =>
    client.query(
      `INSERT INTO customers (id, email, name, currency, locale, country, created_at, updated_at)
       SELECT md5(i::text)::uuid, i || '@bench.test', 'Bench', 'usd', 'en-US', 'US', $1, $1
         FROM generate_series(1, ${CUSTOMERS}) AS i`,
      [new Date(0)],
    ),
  );
}

/** The same rows in the replica and, for the plain statement, beside `usage_records`; `addend` makes each hour another one. */
export async function fillSources({ postgres }: Services, rows: number, addend: number): Promise<void> {
  const hours = Math.ceil(rows / CUSTOMERS / METRICS.length);
  const end = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS);
  const generated = `
    SELECT md5(i::text)::uuid AS customer_id, metric, $1::timestamptz - hour * interval '1 hour' AS hour,
           (hour * 7919 % 100000 + ${addend})::numeric AS quantity,
           $1::timestamptz - hour * interval '1 hour' + interval '1 hour' + (i * 7919 % 1000) * interval '1 millisecond'
             + ${addend} * interval '10 minutes' AS updated_at
      FROM generate_series(1, ${hours}) AS hour, generate_series(1, ${CUSTOMERS}) AS i, unnest($2::text[]) AS metric
      LIMIT ${rows}`;
  await withClient(postgres.replicaOwnerUrl, async (client) => {
    await client.query('TRUNCATE usage_hourly_source');
    await client.query(
      `INSERT INTO usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
       SELECT g.*, 'generated' FROM (${generated}) AS g ORDER BY updated_at`,
      [end, METRICS],
    );
    await client.query('VACUUM ANALYZE usage_hourly_source');
  });
  await withClient(postgres.ownerUrl, async (client) => {
    await client.query('DROP TABLE IF EXISTS bench_source');
    await client.query(
      `CREATE TABLE bench_source (customer_id uuid, metric text, hour timestamptz, quantity numeric, updated_at timestamptz)`,
    );
    await client.query(`INSERT INTO bench_source SELECT * FROM (${generated}) AS g ORDER BY updated_at`, [
      end,
      METRICS,
    ]);
    await client.query('VACUUM ANALYZE bench_source');
  });
}

export async function emptyUsage({ postgres }: Services): Promise<void> {
  await withClient(postgres.ownerUrl, async (client) => {
    await client.query(
      'TRUNCATE usage_records, usage_daily, usage_quarantine, usage_sync_shards, usage_sync_runs, sync_watermarks, job_runs, usage_outbox',
    );
    await client.query('CHECKPOINT').catch(() => undefined);
  });
}

/** The floor: the same rows into the same table, its keys and checks included, by one statement of its owner. */
export async function plainUpsert({ postgres }: Services): Promise<number> {
  return withClient(postgres.ownerUrl, async (client) => {
    const startedAt = performance.now();
    await client.query(
      `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
       SELECT customer_id, metric, hour, quantity, updated_at, $1 FROM bench_source
       ON CONFLICT (customer_id, metric, hour) DO UPDATE SET quantity = excluded.quantity,
         source_updated_at = excluded.source_updated_at, updated_at = excluded.updated_at`,
      [new Date()],
    );
    return (performance.now() - startedAt) / 1000;
  });
}
