import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

/** SQLSTATE classes of a server that goes down, comes up or cut the connection. */
const NOT_THERE = /^(08|57P|53)/;

/** The same as the network tells it. A host that has no address at all is a mistake, and said at once. */
const UNREACHABLE: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOENT',
]);

/** The same in words of pg's own, which have no code. */
const LOST =
  /^(Connection terminated|timeout expired|Query read timeout|Client (has encountered a connection error|was closed))/;

export type Connection = Pick<Client, 'query' | 'end'>;

export interface Patience {
  readonly tryForMs: number;
  readonly triesApartMs: number;
}

const PATIENCE: Patience = { tryForMs: 15_000, triesApartMs: 100 };
const WITHIN = { connectMs: 5_000, queryMs: 60_000 };

/**
 * A connection that is made anew when it was lost, for as long as a server takes to come back. What was under way is
 * sent again, once at least, so it has to be something that may be done twice.
 */
export class LastingClient {
  private connection: Promise<Connection> | null = null;

  constructor(
    private readonly connect: () => Promise<Connection>,
    private readonly log: (line: string) => void,
    private readonly patience: Patience = PATIENCE,
  ) {}

  async query<Row extends QueryResultRow>(query: string | QueryConfig): Promise<QueryResult<Row>> {
    const giveUpAt = performance.now() + this.patience.tryForMs;
    for (let isFirst = true; ; isFirst = false) {
      const connection = this.connected();
      try {
        return await (await connection).query<Row>(query);
      } catch (error) {
        if (!isLost(error)) throw error;
        this.forget(connection);
        if (!isFirst && performance.now() >= giveUpAt) throw error;
        if (isFirst) this.log(`Stripe stand-in: PostgreSQL is waited for: ${String(error)}`);
        await delay(this.patience.triesApartMs);
      }
    }
  }

  async end(): Promise<void> {
    const connection = await this.connection?.catch(() => null);
    await connection?.end();
  }

  /** One that could not be made is not kept, whatever the reason. */
  private connected(): Promise<Connection> {
    if (this.connection === null) {
      const made = this.connect();
      this.connection = made;
      made.catch(() => this.forget(made));
    }
    return this.connection;
  }

  /** Closes the connection, and leaves alone what took its place meanwhile. */
  private forget(connection: Promise<Connection>): void {
    if (this.connection !== connection) return;
    this.connection = null;
    void connection.then((lost) => lost.end()).catch(() => undefined);
  }
}

/** A server that does not answer within these times is lost; what it was asked it gives up by itself. */
export function connectTo(
  databaseUrl: string,
  within: Partial<typeof WITHIN> = {},
): () => Promise<Connection> {
  const { connectMs, queryMs } = { ...WITHIN, ...within };
  return async () => {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: 'stripe-stand-in',
      connectionTimeoutMillis: connectMs,
      query_timeout: queryMs,
      statement_timeout: queryMs,
    });
    // Losing the server must not end the process: the next query finds out.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('set synchronous_commit = off');
    } catch (error) {
      await client.end();
      throw error;
    }
    return client;
  };
}

/** Whether an error came of the connection. Any other would come again, however often the query is sent. */
function isLost(error: unknown): boolean {
  if (error instanceof DatabaseError) return NOT_THERE.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return UNREACHABLE.has((error as { code?: unknown }).code) || LOST.test(error.message);
}
