import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

const TRY_FOR_MS = 15_000;
const TRIES_APART_MS = 100;

/** SQLSTATE classes of a server that goes down, comes up or cut the connection. */
const NOT_THERE = /^(08|57P|53)/;

/**
 * A connection that is made anew when it was lost, for as long as a server takes to come back. What was under way is
 * sent again, so it has to be something that may be done twice.
 */
export class LastingClient {
  private client: Promise<Client> | null = null;

  constructor(private readonly databaseUrl: string) {}

  async query<Row extends QueryResultRow>(query: string | QueryConfig): Promise<QueryResult<Row>> {
    const giveUpAt = performance.now() + TRY_FOR_MS;
    for (;;) {
      try {
        return await (await this.connected()).query<Row>(query);
      } catch (error) {
        if (!isLost(error) || performance.now() >= giveUpAt) throw error;
        this.forget();
        await delay(TRIES_APART_MS);
      }
    }
  }

  async end(): Promise<void> {
    const client = await this.client?.catch(() => null);
    await client?.end();
  }

  private connected(): Promise<Client> {
    this.client ??= connect(this.databaseUrl);
    return this.client;
  }

  private forget(): void {
    void this.client?.then((client) => client.end()).catch(() => undefined);
    this.client = null;
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'stripe-stand-in' });
  // Losing the server must not end the process: the next query finds out.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('set synchronous_commit = off');
  return client;
}

/** What is no answer of PostgreSQL's to a query came of the connection. */
function isLost(error: unknown): boolean {
  return !(error instanceof DatabaseError) || NOT_THERE.test(error.code ?? '');
}
