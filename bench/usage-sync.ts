import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '../dev/postgres/provision.ts';
import { memoryOfWorkerd, WORKERD_SAMPLE_MS, watchWorkerdMemory } from './memory.ts';
import { atLeast, atMost, type BenchResult, figure } from './result.ts';
import { emptyUsage, fillSources, insertBenchCustomers, plainUpsert } from './sync-rows.ts';
import { type SyncRun, type SyncWorld, startSyncWorld } from './sync-world.ts';
import { WORKER_SAMPLE_MS } from './worker-memory.ts';

const MILLION = 1_000_000;
/** `BENCH_SYNC_ROWS=10000000` shows that a row costs the same in ten million; it takes a quarter of an hour. */
const LARGEST = Number(process.env.BENCH_SYNC_ROWS ?? MILLION);

/** workerd on a desk collects its garbage late. Held to half of what Cloudflare gives a Worker, one that needs more dies. */
const WORKER_HEAP = '--max-heap-size=64';

/**
 * A million replica rows through the cron Worker, its queue and the proxy, into an empty and into a full
 * `usage_records`, with roll-up, quarantine and run log; beside the plain statement between two tables of one database.
 */
export async function benchUsageSync(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'apexmediation-bench-sync-'));
  process.env.MINIFLARE_WORKERD_V8_FLAGS = WORKER_HEAP;
  const world = await startSyncWorld(folder);
  try {
    await insertBenchCustomers(world.services);
    const idleMib = await memoryOfWorkerd();
    const watched = { whole: watchWorkerdMemory(), worker: await world.watchMemory() };
    const flat = await costPerRow(world);
    const million = await millionRows(world);
    return [
      ...million,
      ...flat,
      atMost(highestOf('the Worker', WORKER_SAMPLE_MS), await watched.worker.stop(), 'MiB', 128),
      figure(
        highestOf('workerd with the local simulators', WORKERD_SAMPLE_MS),
        await watched.whole.stop(),
        'MiB',
      ),
      figure('memory of workerd before the first row', idleMib, 'MiB'),
    ];
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function highestOf(what: string, everyMs: number): string {
  return `memory of ${what}, highest sample of one every ${everyMs} ms`;
}

async function millionRows(world: SyncWorld): Promise<BenchResult[]> {
  const { services } = world;
  await fillSources(services, MILLION, 0);
  await emptyUsage(services);
  const plainEmpty = await plainUpsert(services);
  await emptyUsage(services);
  const empty = await world.sync();
  await reported(world);
  const again = await world.sync();
  await rewindWatermark(world);
  const reread = await world.sync();
  await reported(world);
  await fillSources(services, MILLION, 1);
  await rewindWatermark(world);
  await vacuum(world);
  const full = await world.sync();
  await vacuum(world);
  await fillSources(services, MILLION, 2);
  const plainFull = await plainUpsert(services);
  return [
    ...compared('into an empty table', MILLION / plainEmpty, empty),
    ...compared('into a full table, every hour changed', MILLION / plainFull, full),
    figure('again, every hour known', reread.rowsRead / reread.seconds, 'rows/s'),
    atMost('hours it writes', reread.written, 'rows', 0),
    figure('again, nothing new but the overlap', again.seconds * 1000, 'ms'),
  ];
}

function compared(what: string, plainPerSecond: number, run: SyncRun): BenchResult[] {
  const perSecond = run.rowsRead / run.seconds;
  return [
    figure(`plain INSERT … SELECT … ON CONFLICT ${what}`, plainPerSecond, 'rows/s'),
    atLeast(`sync ${what}`, perSecond, 'rows/s', 40_000),
    atLeast(`sync ${what}, share of the plain statement`, perSecond / plainPerSecond, '×', 0.333),
    figure(`queueing for Stripe and closing the run, ${what}`, run.closingSeconds, 's'),
  ];
}

async function costPerRow(world: SyncWorld): Promise<BenchResult[]> {
  const costs: number[] = [];
  const results: BenchResult[] = [];
  for (let rows = 10_000; rows <= LARGEST; rows *= 10) {
    await fillSources(world.services, rows, 0);
    await emptyUsage(world.services);
    const { seconds, shards } = await world.sync();
    costs.push((seconds / rows) * 1_000_000);
    const how = shards === 0 ? 'one invocation' : `${shards} shards`;
    results.push(
      figure(`${rows.toLocaleString('en-US')} rows, ${how}`, (seconds / rows) * 1_000_000, 'µs/row'),
    );
  }
  const spread = (costs.at(-1) ?? 0) / (costs[1] ?? 1);
  return [...results, atMost('a row among the most, against one of 100,000', spread, '×', 1.5)];
}

/** As if nothing had been read yet: the next sync reads everything, into what is there. */
async function rewindWatermark({ services }: SyncWorld): Promise<void> {
  await withClient(services.postgres.ownerUrl, (client) => client.query('DELETE FROM sync_watermarks'));
}

/** Nothing is left to queue for Stripe: that is another measure than the sync. */
async function reported({ services }: SyncWorld): Promise<void> {
  await withClient(services.postgres.ownerUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext('billing_usage_hourly'))");
    await client.query('UPDATE usage_records SET reported_quantity = billable_quantity');
    await client.query('UPDATE usage_daily SET reported_revision = revision');
    await client.query('VACUUM ANALYZE usage_records, usage_daily');
  });
}

async function vacuum({ services }: SyncWorld): Promise<void> {
  await withClient(services.postgres.ownerUrl, (client) =>
    client.query('VACUUM ANALYZE usage_records, usage_daily'),
  );
}
