import { DatabaseError } from 'pg';
import type { Change, Identified } from './collection.ts';
import { connectTo, LastingClient } from './lasting-client.ts';
import type { Store } from './store.ts';

const COLUMNS = `(
  collection text not null,
  id text not null,
  position bigint not null,
  body json not null,
  primary key (collection, id)
)`;
const FORGOTTEN = 'stripe_forgotten';

const CREATE = `drop table if exists ${FORGOTTEN}; create table if not exists stripe_objects ${COLUMNS}`;

/** SQLSTATE classes of what lies in the data: it would be refused again, however often it is sent. */
const REFUSED_DATA = /^(22|23|54)/;

/** A rename touches the catalog alone, however much the table holds; its pages are given back afterwards. */
const FORGET = `drop table if exists ${FORGOTTEN}; alter table stripe_objects rename to ${FORGOTTEN};
  create table stripe_objects ${COLUMNS}`;

/** A body travels as text: read as JSON on the way, an escape that PostgreSQL's text cannot hold would be refused. */
const WRITE = {
  name: 'stripe-write',
  text: `with given as materialized (
    select * from json_to_recordset($1::json) as row(c text, i text, p bigint, b text)
  ), gone as (
    delete from stripe_objects using json_to_recordset($2::json) as row(c text, i text)
    where collection = row.c and id = row.i
  )
  insert into stripe_objects (collection, id, position, body) select c, i, p, b::json from given
  on conflict (collection, id) do update set position = excluded.position, body = excluded.body`,
};

/** Everything is read at once, which may be a year of a busy world. */
const LOAD_WITHIN_MS = 120_000;

/**
 * Keeps the store in PostgreSQL. A call is answered only after its changes are written; calls that wait together are
 * written in one statement. `synchronous_commit` is off: only the machine itself going down could lose the last ones.
 * A server that goes away is waited for; nothing that was not written is forgotten meanwhile.
 */
export class StateDatabase {
  private writing: Promise<void> | null = null;
  private queued: Promise<void> | null = null;
  private dropping: Promise<void> | null = null;

  private constructor(
    private readonly databaseUrl: string,
    private readonly client: LastingClient,
    private readonly store: Store,
    private readonly log: (line: string) => void,
  ) {}

  static async open(databaseUrl: string, store: Store, log: (line: string) => void): Promise<StateDatabase> {
    const client = new LastingClient(connectTo(databaseUrl), log);
    await client.query(CREATE);
    const database = new StateDatabase(databaseUrl, client, store, log);
    await database.load();
    return database;
  }

  /** Resolves when everything changed before the call is written. */
  flush(): Promise<void> {
    if (this.writing === null) {
      this.writing = this.write().finally(() => {
        this.writing = null;
      });
      return this.writing;
    }
    if (!this.store.hasChanges) return this.writing;
    this.queued ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.queued = null;
        return this.flush();
      });
    return this.queued;
  }

  /** Forgets everything, and what was not yet written with it. */
  async clear(): Promise<void> {
    await this.dropping;
    this.store.takeChanges();
    while (this.writing) await this.writing.catch(() => undefined);
    await this.client.query(FORGET);
    this.dropping = this.dropForgotten();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.dropping;
    await this.client.end();
  }

  /** On a connection of its own, so that no write waits for it. What is left of it goes at the next start. */
  private async dropForgotten(): Promise<void> {
    const client = new LastingClient(connectTo(this.databaseUrl), this.log);
    try {
      await client.query(`drop table if exists ${FORGOTTEN}`);
    } catch {
      return;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async load(): Promise<void> {
    const client = new LastingClient(connectTo(this.databaseUrl, { queryMs: LOAD_WITHIN_MS }), this.log);
    try {
      const { rows } = await client.query<{ c: string; p: string; b: Identified }>(
        'select collection as c, position as p, body as b from stripe_objects order by position',
      );
      for (const row of rows) this.store.load(row.c, row.b, Number(row.p));
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async write(): Promise<void> {
    const changes = this.store.takeChanges();
    if (changes.length === 0) return;
    try {
      await this.send(changes);
    } catch (error) {
      this.store.putBackChanges(changes);
      throw error;
    }
  }

  /** Writes the changes; one that PostgreSQL refuses is told of and left to memory alone, and blocks no other. */
  private async send(changes: readonly Change[]): Promise<void> {
    try {
      await this.client.query({ ...WRITE, values: toValues(changes) });
    } catch (error) {
      if (!(error instanceof DatabaseError && REFUSED_DATA.test(error.code ?? ''))) throw error;
      const [first] = changes;
      if (first === undefined || changes.length > 1) {
        const half = changes.length >> 1;
        await this.send(changes.slice(0, half));
        await this.send(changes.slice(half));
        return;
      }
      this.log(
        `Stripe stand-in: NOT WRITTEN ${first.collection} ${JSON.stringify(first.id)}, a restart will not find it: ${error.message}`,
      );
    }
  }
}

function toValues(changes: readonly Change[]): [given: string, gone: string] {
  const given: object[] = [];
  const gone: object[] = [];
  for (const { collection, id, position, value } of changes) {
    if (value === null) gone.push({ c: collection, i: id });
    else given.push({ c: collection, i: id, p: position, b: JSON.stringify(value) });
  }
  return [JSON.stringify(given), JSON.stringify(gone)];
}
