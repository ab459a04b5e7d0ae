import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { bundleWorker } from '../dev/build/bundle-worker.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { developmentBindings } from '../dev/world/environment.ts';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from '../dev/world/workers.ts';
import { watchWorkerMemory } from './worker-memory.ts';

const POLL_MS = 20;
const NOWHERE = 'http://127.0.0.1:9';

export interface SyncWorld {
  services: Services;
  /** One run of the scheduled job, until its last shard is done. */
  sync(): Promise<SyncRun>;
  /** Samples what the Worker holds, until it is stopped and answers the highest sample in MiB. */
  watchMemory(): Promise<{ stop(): Promise<number> }>;
  stop(): Promise<void>;
}

export interface SyncRun {
  /** Until every row is stored, rolled up and counted. */
  seconds: number;
  /** From then on until its hours are queued for Stripe and the run is closed. */
  closingSeconds: number;
  rowsRead: number;
  written: number;
  shards: number;
}

/** The cron Worker in workerd with its queue, the Neon proxy and PostgreSQL: what a sync goes through in production. */
export async function startSyncWorld(folder: string): Promise<SyncWorld> {
  const services = await startServices();
  const bundle = join(folder, 'cron.js');
  await bundleWorker({ entry: 'workers/cron.ts', outFile: bundle });
  const { DEV_CLOCK_URL: _, ...bindings } = developmentBindings({
    appUrl: NOWHERE,
    databaseUrl: services.postgres.appUrl,
    replicaUrl: services.postgres.replicaUrl,
    neonProxyUrl: services.proxy.url,
    clockUrl: NOWHERE,
    stripeUrl: NOWHERE,
    mailUrl: NOWHERE,
  });
  const miniflare = new Miniflare({
    name: 'cron',
    modules: [{ type: 'ESModule', path: bundle, contents: await readFile(bundle, 'utf8') }],
    modulesRoot: folder,
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: COMPATIBILITY_FLAGS,
    bindings,
    queueProducers: { EVENTS_QUEUE: QUEUE_NAME },
    queueConsumers: { [QUEUE_NAME]: { maxBatchSize: 10, maxBatchTimeout: 0 } },
    cf: false,
    telemetry: { enabled: false },
    inspectorPort: 0,
  });
  await miniflare.ready;
  const worker = await miniflare.getWorker();
  const inspectorUrl = await miniflare.getInspectorURL();
  return {
    services,
    watchMemory: () => watchWorkerMemory(inspectorUrl, 'cron'),
    sync: () =>
      runSync(services, async () => {
        const { outcome } = await worker.scheduled({ cron: 'usage-sync', scheduledTime: new Date() });
        if (outcome !== 'ok') throw new Error(`the sync ended ${outcome}`);
      }),
    async stop() {
      await miniflare.dispose();
      await services.stop();
    },
  };
}

async function runSync({ postgres }: Services, trigger: () => Promise<void>): Promise<SyncRun> {
  return withClient(postgres.ownerUrl, async (client) => {
    const startedAt = performance.now();
    let storedAt: number | null = null;
    await trigger();
    for (;;) {
      const { rows } = await client.query(
        `SELECT status, error, rows_read::int AS read, (rows_inserted + rows_changed)::int AS written,
           (SELECT count(*)::int FROM usage_sync_shards s WHERE s.job_run_id = r.job_run_id) AS shards,
           (SELECT bool_and(finished_at IS NOT NULL) FROM usage_sync_shards s WHERE s.job_run_id = r.job_run_id) AS stored,
           (SELECT min(last_error) FROM usage_sync_shards s WHERE s.job_run_id = r.job_run_id) AS shard_error
         FROM usage_sync_runs r ORDER BY started_at DESC LIMIT 1`,
      );
      const [run] = rows;
      const failure = run?.error ?? run?.shard_error;
      if (failure) throw new Error(failure);
      if (run?.stored) storedAt ??= performance.now();
      if (run?.status === 'succeeded') {
        const endedAt = performance.now();
        const seconds = ((storedAt ?? endedAt) - startedAt) / 1000;
        const closingSeconds = (endedAt - (storedAt ?? endedAt)) / 1000;
        return { seconds, closingSeconds, rowsRead: run.read, written: run.written, shards: run.shards };
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  });
}
