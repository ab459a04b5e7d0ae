import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalPostgres, startPostgres } from '../../postgres/main.ts';
import { withClient } from '../../postgres/provision.ts';
import { StateDatabase } from './database.ts';
import { connectTo } from './lasting-client.ts';
import { Store } from './store.ts';

let dataDir: string;
let postgres: LocalPostgres;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stripe-database-'));
  postgres = await startPostgres({ dataDir, port: 0, durable: false });
});

afterAll(async () => {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const LONGER_THAN_A_QUERY_MS = 11_000;

async function open(): Promise<{ store: Store; database: StateDatabase; complaints: string[] }> {
  const store = new Store();
  const complaints: string[] = [];
  const database = await StateDatabase.open(postgres.stripeStateUrl, store, (line) => complaints.push(line));
  return { store, database, complaints };
}

/** A record of text alone, which is enough to be written. */
const record = (id: string, body = '') => ({
  id,
  path: '/v1/customers',
  fingerprint: '',
  status: 200,
  body,
  requestId: '',
  createdAt: 0,
});

test('a row that PostgreSQL refuses blocks no other, whatever else is flushed with it or later, and is told of', async () => {
  const { store, database, complaints } = await open();
  for (const id of ['one', 'two', 'no\0where', 'three']) store.idempotency.put(record(id));
  await database.flush();
  store.idempotency.put(record('later'));
  store.idempotency.delete('two');
  await database.flush();
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain('NOT WRITTEN idempotency "no\\u0000where"');
  await database.close();
  const again = await open();
  expect([...again.store.idempotency.values()].map(({ id }) => id)).toEqual(['one', 'three', 'later']);
  await again.database.clear();
  await again.database.close();
});

test('text that is no valid Unicode, or holds a NUL, is found again as it was', async () => {
  const { store, database, complaints } = await open();
  const bodies = ['a\0b', '\ud83d', '\udc00\ud800', '\\u0000', 'é"\\\n😀'];
  for (const [index, body] of bodies.entries()) store.idempotency.put(record(`text ${index}`, body));
  await database.close();
  expect(complaints).toEqual([]);
  const again = await open();
  expect([...again.store.idempotency.values()].map(({ body }) => body)).toEqual(bodies);
  await again.database.close();
});

test('a write that waits longer than other queries may is written, and is not taken for lost', async () => {
  const { store, database, complaints } = await open();
  await withClient(postgres.stripeStateUrl, async (client) => {
    await client.query('begin; lock table stripe_objects in access exclusive mode');
    store.idempotency.put(record('late'));
    const flushed = database.flush();
    await delay(LONGER_THAN_A_QUERY_MS);
    await client.query('commit');
    await flushed;
  });
  expect(complaints).toEqual([]);
  await database.clear();
  await database.close();
}, 30_000);

test('PostgreSQL gives up a query when it is given up here', async () => {
  const connection = await connectTo(postgres.stripeStateUrl, { queryMs: 1_500 })();
  expect((await connection.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '1500ms' }]);
  await connection.end();
});

test('a connection that is cut, in the middle of a write or before it, loses nothing', async () => {
  const { store, database } = await open();
  await database.clear();
  store.clear();
  const cut = () =>
    withClient(postgres.adminUrl, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stripe-stand-in'`,
      ),
    );
  store.idempotency.put(record('before'));
  await database.flush();
  await cut();
  store.idempotency.put(record('after'));
  await database.flush();
  for (let index = 0; index < 20; index += 1) {
    store.idempotency.put(record(`while ${index}`, 'x'.repeat(1_000_000)));
    await Promise.all([database.flush(), cut()]);
  }
  await database.close();
  const again = await open();
  expect([...again.store.idempotency.values()].map(({ id }) => id)).toEqual([
    'before',
    'after',
    ...Array.from({ length: 20 }, (_, index) => `while ${index}`),
  ]);
  await again.database.clear();
  await again.database.close();
});
