import { Client, NeonDbError, neon } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configureProxy, createDatabase } from '../../app/db/client.ts';
import { type Services, startServices } from '../testing/start-services.ts';

let services: Services;
let ownerUrl: string;

beforeAll(async () => {
  services = await startServices();
  ownerUrl = services.postgres.ownerUrl;
  configureProxy(services.proxy.url);
  await neon(ownerUrl)`CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)`;
});
afterAll(() => services.stop());
beforeEach(() => {
  services.proxy.setFaults({ dbDrop: 0, seed: 0 });
  services.proxy.resetStats();
});

async function noteIds(): Promise<number[]> {
  const rows = await neon(ownerUrl)`SELECT id FROM note ORDER BY id`;
  return rows.map(({ id }) => id as number);
}

describe('one query over HTTP', () => {
  it('parses every type as node-postgres does: numbers, booleans, JSON, dates, arrays, bytes, null', async () => {
    const [row] = await neon(ownerUrl)`
      SELECT 7::int AS i, 9007199254740993::bigint AS big, 1.50::numeric AS exact, true AS yes, NULL::text AS nothing,
        '{"a":[1]}'::jsonb AS json, '2026-04-15T12:00:00Z'::timestamptz AS at, ARRAY[1, 2] AS list,
        ${Buffer.from([0, 255])}::bytea AS bytes, ${'ünïcode'}::text AS text`;
    expect(row).toEqual({
      i: 7,
      big: '9007199254740993',
      exact: '1.50',
      yes: true,
      nothing: null,
      json: { a: [1] },
      at: new Date('2026-04-15T12:00:00Z'),
      list: [1, 2],
      bytes: Buffer.from([0, 255]),
      text: 'ünïcode',
    });
  });

  it('full results in array mode carry command, count and column types', async () => {
    const sql = neon(ownerUrl, { fullResults: true, arrayMode: true });
    const result = await sql`SELECT 1::int AS a, 2::int AS a`;
    expect(result).toMatchObject({ command: 'SELECT', rowCount: 1, rows: [[1, 2]], rowAsArray: true });
    expect(result.fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ['a', 23],
      ['a', 23],
    ]);
  });

  it('a parameter of 5,000,000 characters comes back whole', async () => {
    const text = 'é'.repeat(5_000_000);
    const [row] = await neon(ownerUrl)`SELECT ${text}::text AS text`;
    expect(row?.text === text).toBe(true);
  });

  it('takes one statement only, as Neon does', async () => {
    await expect(neon(ownerUrl).query('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '42601' });
  });

  it('what a session-wide setting left behind does not reach the next request', async () => {
    const sql = neon(ownerUrl);
    await sql`SELECT set_config('app.scope', 'system', false)`;
    const left = await Promise.all(
      Array.from({ length: 12 }, () => sql`SELECT current_setting('app.scope', true) AS scope`),
    );
    expect(left.flat().filter(({ scope }) => scope === 'system')).toEqual([]);
  });
});

describe('errors', () => {
  it('carry the SQLSTATE and the fields of PostgreSQL', async () => {
    const failure = neon(ownerUrl)`INSERT INTO note (id, body) VALUES (1, NULL)`;
    await expect(failure).rejects.toBeInstanceOf(NeonDbError);
    await expect(failure).rejects.toMatchObject({
      message: 'null value in column "body" of relation "note" violates not-null constraint',
      severity: 'ERROR',
      code: '23502',
      table: 'note',
      column: 'body',
      detail: 'Failing row contains (1, null).',
    });
    await expect(neon(ownerUrl).query('SELEC 1')).rejects.toMatchObject({ code: '42601', position: '1' });
  });

  it('a wrong password or an unknown database is told with its SQLSTATE', async () => {
    const wrong = ownerUrl.replace(':dev@', ':wrong@');
    await expect(neon(wrong)`SELECT 1`).rejects.toMatchObject({ code: '28P01' });
    await expect(neon(ownerUrl.replace(/billing$/, 'none'))`SELECT 1`).rejects.toMatchObject({
      code: '3D000',
    });
  });

  it('a request that is not in the protocol is refused: no connection string, no JSON, over 64 MiB', async () => {
    const url = `${services.proxy.url}/sql`;
    const headers = { 'Neon-Connection-String': ownerUrl };
    expect((await fetch(url, { method: 'POST', body: '{"query":"SELECT 1"}' })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', headers, body: 'SELECT 1' })).status).toBe(400);
    expect((await fetch(url, { headers })).status).toBe(405);
    const huge = JSON.stringify({ query: 'SELECT $1', params: ['x'.repeat(64 * 1024 * 1024)] });
    expect((await fetch(url, { method: 'POST', headers, body: huge })).status).toBe(413);
  });
});

describe('a batch', () => {
  it('is one transaction: three inserts of which the third fails leave nothing, and its error is the one told', async () => {
    const sql = neon(ownerUrl);
    const batch = sql.transaction([
      sql`INSERT INTO note VALUES (10, 'a')`,
      sql`INSERT INTO note VALUES (11, 'b')`,
      sql`INSERT INTO note VALUES (10, 'c')`,
      sql`INSERT INTO note VALUES (12, 'd')`,
    ]);
    await expect(batch).rejects.toMatchObject({ code: '23505', constraint: 'note_pkey' });
    expect(await noteIds()).toEqual([]);
  });

  it('a constraint that is checked at COMMIT fails the batch', async () => {
    const sql = neon(ownerUrl);
    await sql`CREATE TABLE pair (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
    const batch = sql.transaction([sql`INSERT INTO pair VALUES (1)`, sql`INSERT INTO pair VALUES (1)`]);
    await expect(batch).rejects.toMatchObject({ code: '23505' });
    expect(await sql`SELECT * FROM pair`).toEqual([]);
  });

  it('runs at the isolation level and in the access mode it asks for', async () => {
    const sql = neon(ownerUrl);
    const serializable = { isolationLevel: 'Serializable' } as const;
    const levels = await sql.transaction([sql`SHOW transaction_isolation`], serializable);
    expect(levels).toEqual([[{ transaction_isolation: 'serializable' }]]);
    const write = sql.transaction([sql`INSERT INTO note VALUES (20, 'a')`], { readOnly: true });
    await expect(write).rejects.toMatchObject({ code: '25006' });
  });

  it('of 3 statements is counted as 1 request and 3 statements', async () => {
    const sql = neon(ownerUrl);
    await sql.transaction([sql`SELECT 1`, sql`SELECT 2`, sql`SELECT 3`]);
    expect(services.proxy.stats()).toEqual({ http_requests: 1, ws_connections: 0, statements: 3 });
  });
});

describe('over WebSocket', () => {
  it('an interactive transaction commits, and its 4 statements are counted', async () => {
    const client = new Client(ownerUrl);
    await client.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO note VALUES ($1, $2)', [30, 'é'.repeat(200_000)]);
    const { rows } = await client.query('SELECT length(body) AS length FROM note WHERE id = $1', [30]);
    await client.query('ROLLBACK');
    await client.end();
    expect(rows).toEqual([{ length: 200_000 }]);
    expect(services.proxy.stats()).toEqual({ http_requests: 0, ws_connections: 1, statements: 4 });
    expect(await noteIds()).toEqual([]);
  });

  it('an error keeps its SQLSTATE and the connection goes on', async () => {
    const client = new Client(ownerUrl);
    await client.connect();
    await expect(client.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });
});

describe('faults', () => {
  it('dbDrop 1 cuts every request, some before and some after the work is done', async () => {
    services.proxy.setFaults({ dbDrop: 1, seed: 7 });
    const sql = neon(ownerUrl);
    const attempts = Array.from(
      { length: 12 },
      (_, index) => sql`INSERT INTO note VALUES (${100 + index}, 'a')`,
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(12);
    services.proxy.setFaults({ dbDrop: 0, seed: 0 });
    const done = (await noteIds()).length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(12);
    await sql`DELETE FROM note`;
  });

  it('dbDrop 1 fails every transaction, some of which have committed', async () => {
    const db = createDatabase({ connectionString: ownerUrl, proxyUrl: services.proxy.url });
    services.proxy.setFaults({ dbDrop: 1, seed: 7 });
    const outcomes: string[] = [];
    for (let id = 200; id < 208; id += 1) {
      const insert = sql`INSERT INTO note VALUES (${id}, 'a')`;
      const work = db.transaction({ kind: 'system' }, (tx) => tx.execute(insert));
      outcomes.push(
        await work.then(
          () => 'told',
          () => 'failed',
        ),
      );
    }
    services.proxy.setFaults({ dbDrop: 0, seed: 0 });
    expect(new Set(outcomes)).toEqual(new Set(['failed']));
    const committed = await noteIds();
    expect(committed.length).toBeGreaterThan(0);
    expect(committed.length).toBeLessThan(8);
    await neon(ownerUrl)`DELETE FROM note`;
  });
});
