import { randomUUID } from 'node:crypto';
import { createRuntime } from '../app/config/runtime.ts';
import { createServiceContext } from '../app/config/service-context.ts';
import { syncUsage } from '../app/services/usage/sync-usage.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { developmentBindings } from '../dev/world/environment.ts';
import { atLeast, atMost, type BenchResult, figure } from './result.ts';

const CUSTOMERS = 50;
const HOURS = 24 * 30;
const METRICS = ['impressions', 'api_calls', 'data_transfer_bytes'];
const NOW = new Date('2026-03-01T00:05:00.000Z');

/** A month of 50 customers through the real sync, and again with nothing new, beside a plain INSERT … SELECT of it. */
export async function benchUsageSync(): Promise<BenchResult[]> {
  const services = await startServices();
  try {
    const rows = CUSTOMERS * HOURS * METRICS.length;
    await fill(services);
    const plainSeconds = await plainInsert(services);
    const sync = createSync(services);
    const first = await timed(sync);
    const again = await timed(sync);
    return [
      figure(`plain INSERT … SELECT of ${rows.toLocaleString('en-US')} hours`, rows / plainSeconds, 'rows/s'),
      atLeast('first sync', first.result.rowsRead / first.seconds, 'rows/s', 5_000),
      figure('first sync, share of the plain INSERT', plainSeconds / first.seconds, '×'),
      figure('a second sync at once after it', again.seconds * 1000, 'ms'),
      atMost('rows it writes', again.result.inserted + again.result.changed, 'rows', 0),
    ];
  } finally {
    await services.stop();
  }
}

async function fill({ postgres }: Services): Promise<void> {
  const ids = Array.from({ length: CUSTOMERS }, () => randomUUID());
  await withClient(postgres.ownerUrl, (client) =>
    client.query(
      `INSERT INTO customers (id, email, name, currency, locale, country, created_at, updated_at)
       SELECT id, id || '@bench.test', 'Bench', 'usd', 'en-US', 'US', $2, $2 FROM unnest($1::uuid[]) AS id`,
      [ids, NOW],
    ),
  );
  const generated = `
    SELECT customer_id, metric, $3::timestamptz - hour * interval '1 hour', (hour * 7919 % 100000)::numeric,
           $3::timestamptz - hour * interval '1 hour' + interval '1 hour'
      FROM unnest($1::uuid[]) AS customer_id, unnest($2::text[]) AS metric, generate_series(1, ${HOURS}) AS hour`;
  const hourStart = new Date('2026-03-01T00:00:00.000Z');
  await withClient(postgres.replicaOwnerUrl, (client) =>
    client.query(
      `INSERT INTO usage_hourly_source (customer_id, metric, hour, quantity, updated_at, source)
       SELECT generated.*, 'generated' FROM (${generated}) AS generated`,
      [ids, METRICS, hourStart],
    ),
  );
  await withClient(postgres.ownerUrl, async (client) => {
    await client.query(
      'CREATE TABLE bench_source (customer_id uuid, metric text, hour timestamptz, quantity numeric, updated_at timestamptz)',
    );
    await client.query(`INSERT INTO bench_source ${generated}`, [ids, METRICS, hourStart]);
  });
}

/** The same rows into the same table, keys and checks included, without a network or a roll-up in between. */
function plainInsert({ postgres }: Services): Promise<number> {
  return withClient(postgres.ownerUrl, async (client) => {
    const startedAt = performance.now();
    await client.query(
      `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
       SELECT customer_id, metric, hour, quantity, updated_at, $1 FROM bench_source`,
      [NOW],
    );
    const seconds = (performance.now() - startedAt) / 1000;
    await client.query('DELETE FROM usage_records');
    return seconds;
  });
}

function createSync({ postgres, proxy }: Services) {
  const nowhere = 'http://127.0.0.1:9';
  const runtime = createRuntime({
    ...developmentBindings({
      appUrl: nowhere,
      databaseUrl: postgres.appUrl,
      replicaUrl: postgres.replicaUrl,
      neonProxyUrl: proxy.url,
      clockUrl: nowhere,
      stripeUrl: nowhere,
      mailUrl: nowhere,
    }),
    EVENTS_QUEUE: { send: async () => undefined } as never,
  });
  return async () => {
    const jobRunId = randomUUID();
    await withClient(postgres.ownerUrl, (client) =>
      client.query(
        `INSERT INTO job_runs (id, job, scheduled_for, started_at, status) VALUES ($1, 'usage-sync', $2, $2, 'running')`,
        [jobRunId, NOW],
      ),
    );
    const ctx = createServiceContext(runtime, {
      actor: { kind: 'system', name: 'bench' },
      requestId: jobRunId,
      now: NOW,
    });
    return syncUsage(ctx, { replica: runtime.replica, jobRunId });
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}
