import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalPostgres, startPostgres } from '../../postgres/main.ts';
import { withClient } from '../../postgres/provision.ts';
import { StateDatabase } from './database.ts';
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
