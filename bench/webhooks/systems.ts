import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { buildCached } from '../../dev/build/build-cache.ts';
import type { LocalPostgres } from '../../dev/postgres/main.ts';
import { withClient } from '../../dev/postgres/provision.ts';
import { DEVELOPMENT_SECRETS } from '../../dev/world/environment.ts';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS, QUEUE_NAME } from '../../dev/world/workers.ts';
import { type Child, startChild } from './child.ts';
import { startPooler } from './pooler.ts';

/** Something that takes webhooks and has them in PostgreSQL when it answers 200. */
export interface System {
  name: string;
  url: string;
  secret: string;
  /** Empties its tables. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const SECRET = DEVELOPMENT_SECRETS.STRIPE_WEBHOOK_SECRET;
const PEER = join(import.meta.dirname, '..', 'peer');
const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'bench');

/** The web Worker as it is deployed, on the real clock, through the Neon proxy. Nobody consumes its queue. */
export async function startOurs(postgres: LocalPostgres): Promise<System> {
  const proxy = await startChild(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'proxy-process.ts')],
    {
      env: { POSTGRES_PORT: String(postgres.port) },
    },
  );
  const { dir } = await buildCached();
  const worker = await startWorker(join(dir, 'web', 'index.js'), {
    ...DEVELOPMENT_SECRETS,
    APP_ENV: 'test',
    APP_URL: 'https://billing.test',
    SIGN_IN_URL: '/sign-in',
    DATABASE_URL: postgres.appUrl,
    REPLICA_DATABASE_URL: postgres.replicaUrl,
    EMAIL_FROM: 'billing@apexmediation.example',
    DEV_NEON_PROXY_URL: proxy.line,
  });
  return {
    name: 'ours in workerd',
    url: `${worker.url}/api/v1/webhooks/stripe`,
    secret: SECRET,
    reset: () => truncate(postgres.ownerUrl, 'stripe_webhook_events, events'),
    async stop() {
      await worker.stop();
      await proxy.stop();
    },
  };
}

/** Null when npm cannot get it, or when there is no pooler for it: without one it would be measured unfairly. */
export async function startPeerInWorkerd(databaseUrl: string): Promise<System | null> {
  const pooler = await startPooler(new URL(databaseUrl));
  if (pooler === null) return null;
  const bundle = join(FOLDER, 'peer', 'index.js');
  await mkdir(join(FOLDER, 'peer'), { recursive: true });
  await build({
    entryPoints: [join(PEER, 'worker.js')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*', 'pg-native'],
    minify: true,
    logLevel: 'silent',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    define: { 'import.meta.url': '"file:///worker.js"' },
  });
  const worker = await startWorker(bundle, { DATABASE_URL: pooler.url, WEBHOOK_SECRET: SECRET });
  return {
    name: 'stripe-sync-engine in workerd, PgBouncer',
    url: worker.url,
    secret: SECRET,
    reset: () => resetPeer(databaseUrl),
    async stop() {
      await worker.stop();
      await pooler.stop();
    },
  };
}

export async function startPeerInNode(databaseUrl: string): Promise<System> {
  const server = await startChild(process.execPath, [join(PEER, 'server.js')], {
    cwd: PEER,
    env: { DATABASE_URL: databaseUrl, WEBHOOK_SECRET: SECRET },
  });
  return {
    name: 'stripe-sync-engine in Node, warm pool',
    url: `http://127.0.0.1:${server.line}`,
    secret: SECRET,
    reset: () => resetPeer(databaseUrl),
    stop: server.stop,
  };
}

/** Its migrations want to be the superuser. */
export async function createPeerDatabase(adminUrl: string): Promise<string> {
  await withClient(adminUrl, (client) => client.query('CREATE DATABASE peer'));
  return adminUrl.replace(/[^/]+$/, 'peer');
}

/** Installed here and nowhere else, the first time it is asked for; false when npm cannot. Then its tables are made. */
export function preparePeer(databaseUrl: string): boolean {
  if (!existsSync(join(PEER, 'node_modules'))) {
    const installed = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: PEER,
      stdio: 'inherit',
    });
    if (installed.status !== 0) return false;
  }
  const migrated = spawnSync(process.execPath, ['migrate.cjs'], {
    cwd: PEER,
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return migrated.status === 0;
}

interface RunningWorker extends Pick<Child, 'stop'> {
  url: string;
}

async function startWorker(file: string, bindings: Record<string, string>): Promise<RunningWorker> {
  const miniflare = new Miniflare({
    name: 'bench',
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: COMPATIBILITY_FLAGS,
    queueProducers: { EVENTS_QUEUE: QUEUE_NAME },
    bindings,
    host: '127.0.0.1',
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    modulesRoot: dirname(file),
    modules: [{ type: 'ESModule', path: file, contents: readFileSync(file, 'utf8') }],
    structuredWorkerdLogs: true,
    handleStructuredLogs: () => undefined,
    // Straight into workerd: Miniflare's own Worker in front costs as much as a small Worker does, and is not deployed.
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  });
  await miniflare.ready;
  const url = (await miniflare.unsafeGetDirectURL()).href.replace(/\/$/, '');
  return { url, stop: () => miniflare.dispose() };
}

async function truncate(url: string, tables: string): Promise<void> {
  await withClient(url, (client) => client.query(`TRUNCATE ${tables}`));
}

function resetPeer(url: string): Promise<void> {
  return truncate(
    url,
    'stripe.invoices, stripe.subscriptions, stripe.subscription_items, stripe.customers CASCADE',
  );
}
