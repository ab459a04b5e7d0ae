import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pickFreePort } from './free-port.ts';
import { type LocalPostgres, type PostgresOptions, StartError, startPostgres } from './main.ts';
import { withClient } from './provision.ts';

let folder: string;
let dataDir: string;
const started: LocalPostgres[] = [];
const children: ChildProcess[] = [];
const listeners: Server[] = [];

beforeEach(async () => {
  // As with a checkout in root's home: nobody but its owner may enter.
  folder = await mkdtemp(join(tmpdir(), 'apexmediation-postgres-test-'));
  dataDir = join(folder, '.data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of listeners.splice(0)) server.close();
  await Promise.all(started.splice(0).map((postgres) => postgres.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<LocalPostgres> {
  const postgres = await startPostgres({ dataDir, port: 0, durable: false, ...options });
  started.push(postgres);
  return postgres;
}

/** Another process that starts PostgreSQL and can be killed. */
async function startChild(port: number): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./hold.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function sqlAs(url: string, text: string) {
  return withClient(url, async (client) => (await client.query(text)).rows);
}

const addRow = `INSERT INTO usage_hourly_source
  VALUES (gen_random_uuid(), 'impressions', '2026-04-15T12:00Z', 5, '2026-04-15T13:05Z', 'manual')`;
const countRows = 'SELECT count(*)::int AS rows FROM billing_usage_hourly';

describe('DATA_DIR', () => {
  it('keeps the data over a restart, in a folder that only its owner may enter, and is safe to delete', async () => {
    const first = await start();
    await sqlAs(first.replicaOwnerUrl, addRow);
    await first.stop();
    const second = await start();
    expect(await sqlAs(second.replicaUrl, countRows)).toEqual([{ rows: 1 }]);
    await second.stop();
    await rm(dataDir, { recursive: true });
    const third = await start();
    expect(await sqlAs(third.replicaUrl, countRows)).toEqual([{ rows: 0 }]);
  });

  it('that cannot be written gets one line that names it', async () => {
    await writeFile(dataDir, 'a file, not a folder');
    await expect(start()).rejects.toThrow(StartError);
    await expect(start({ dataDir: join(dataDir, 'below') })).rejects.toThrow(
      `DATA_DIR ${join(dataDir, 'below')} cannot be written (ENOTDIR): set DATA_DIR to a folder you own.`,
    );
  });
});

describe('after a kill -9', () => {
  it('the next start stops the server that was left, takes its port and finds every committed row', async () => {
    const port = await pickFreePort();
    const child = await startChild(port);
    await sqlAs(`postgres://billing_owner:dev@127.0.0.1:${port}/analytics`, addRow);
    await kill(child);
    const next = await start({ port });
    expect(await sqlAs(next.replicaUrl, countRows)).toEqual([{ rows: 1 }]);
  });

  it('the server of a DATA_DIR that was deleted under it is stopped too', async () => {
    const port = await pickFreePort();
    await kill(await startChild(port));
    await rm(dataDir, { recursive: true });
    const next = await start({ port });
    expect(await sqlAs(next.replicaUrl, countRows)).toEqual([{ rows: 0 }]);
  });

  it('a server whose dev process lives is left alone, and the second start is told whose it is', async () => {
    const port = await pickFreePort();
    const child = await startChild(port);
    await expect(start()).rejects.toThrow(
      `DATA_DIR ${dataDir} is in use by process ${child.pid}: stop it, or set another DATA_DIR.`,
    );
    const url = `postgres://billing_app:dev@127.0.0.1:${port}/analytics`;
    expect(await sqlAs(url, countRows)).toEqual([{ rows: 0 }]);
  });
});

it('a port that is taken is named together with its variable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  listeners.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(start({ port })).rejects.toThrow(`Port ${port} is taken: set POSTGRES_PORT to a free port.`);
});

describe("the Workers' role", () => {
  it('reads the replica view and can neither write it nor see the table behind it', async () => {
    const { replicaUrl } = await start();
    expect(await sqlAs(replicaUrl, countRows)).toEqual([{ rows: 0 }]);
    const denied = { code: '42501' };
    await expect(sqlAs(replicaUrl, 'SELECT * FROM usage_hourly_source')).rejects.toMatchObject(denied);
    await expect(sqlAs(replicaUrl, 'DELETE FROM billing_usage_hourly')).rejects.toMatchObject(denied);
  });

  it("owns nothing: it can neither make a table nor enter the Stripe stand-in's database", async () => {
    const { appUrl, stripeStateUrl } = await start();
    await expect(sqlAs(appUrl, 'CREATE TABLE mine (id int)')).rejects.toMatchObject({ code: '42501' });
    const asWorker = stripeStateUrl.replace('billing_owner', 'billing_app');
    await expect(sqlAs(asWorker, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    const [owned] = await sqlAs(
      appUrl,
      `SELECT count(*)::int AS tables FROM pg_tables WHERE tableowner = 'billing_app'`,
    );
    expect(owned).toEqual({ tables: 0 });
  });
});
