import { resolve } from 'node:path';
import { migrate } from '../../drizzle/migrate.ts';
import { createAnalyticsSource } from './analytics.ts';
import { findInstallation } from './binaries.ts';
import { clusterOwner, ensureCluster, PASSWORD, requireWritable, SUPERUSER } from './cluster.ts';
import { pickFreePort, requireFreePort } from './free-port.ts';
import { OWNER, provision, WORKERS_ROLE } from './provision.ts';
import { startServer } from './server.ts';
import { findServerUser } from './server-user.ts';
import { takeOver } from './takeover.ts';

export { StartError } from './start-error.ts';

export interface PostgresOptions {
  dataDir: string;
  /** 0 picks a free one. */
  port: number;
  /** Whether commits survive a crash of the machine; false is for data that is thrown away. Default true. */
  durable?: boolean;
}

export interface LocalPostgres {
  host: string;
  port: number;
  /** Owns the schema; migrations, and tests that arrange and assert. */
  ownerUrl: string;
  /** The Workers' role, bound by row-level security. */
  appUrl: string;
  /** The Workers' role on the analytics database: may read the view and nothing else. */
  replicaUrl: string;
  replicaOwnerUrl: string;
  /** The Stripe stand-in's own state. */
  stripeStateUrl: string;
  adminUrl: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** PostgreSQL 18 in `DATA_DIR`, with its roles, its three databases and all committed migrations applied. */
export async function startPostgres({
  dataDir,
  port,
  durable = true,
}: PostgresOptions): Promise<LocalPostgres> {
  const folder = resolve(dataDir);
  await requireWritable(folder);
  await takeOver(folder);
  if (port !== 0) await requireFreePort(port, 'POSTGRES_PORT');
  const user = (await clusterOwner(folder)) ?? (await findServerUser());
  const place = { dataDir: folder, installation: await findInstallation(user), user };
  await ensureCluster(place);
  const actualPort = port === 0 ? await pickFreePort() : port;
  const server = await startServer({ ...place, port: actualPort, durable });
  const connect = (role: string) => (database: string) =>
    `postgres://${role}:${PASSWORD}@${HOST}:${actualPort}/${database}`;
  const urls = {
    ownerUrl: connect(OWNER)('billing'),
    appUrl: connect(WORKERS_ROLE)('billing'),
    replicaUrl: connect(WORKERS_ROLE)('analytics'),
    replicaOwnerUrl: connect(OWNER)('analytics'),
    stripeStateUrl: connect(OWNER)('stripe'),
    adminUrl: connect(SUPERUSER)('postgres'),
  };
  try {
    await provision(connect(SUPERUSER));
    await migrate(urls.ownerUrl);
    await createAnalyticsSource(urls.replicaOwnerUrl);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { host: HOST, port: actualPort, ...urls, stop: server.stop };
}
