import pg from 'pg';
import { BadRequest } from './read-request.ts';

export interface Upstream {
  host: string;
  port: number;
}

export interface Pools {
  /** Runs `work` on a connection of this role and database. One that broke or is not clean afterwards is closed. */
  withClient<T>(options: ClientOptions, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ClientOptions {
  connectionString: string;
  /** The work may leave settings, locks or temporary tables behind. */
  leavesState: boolean;
}

const MAX_CONNECTIONS = 10;

/** Connections are pipelined: a batch goes out whole, without waiting for one answer before the next question. */
export function createPools(upstream: Upstream): Pools {
  const pools = new Map<string, pg.Pool>();
  const byString = new Map<string, pg.Pool>();

  function poolOf(connectionString: string): pg.Pool {
    const known = byString.get(connectionString);
    if (known !== undefined) return known;
    const pool = poolFor(connectionString);
    byString.set(connectionString, pool);
    return pool;
  }

  function poolFor(connectionString: string): pg.Pool {
    const target = parseConnectionString(connectionString);
    const key = JSON.stringify(target);
    const existing = pools.get(key);
    if (existing) return existing;
    const pool = new pg.Pool({ ...target, ...upstream, max: MAX_CONNECTIONS, pipeline: true });
    // A connection that dies while idle is replaced by the next request that needs one.
    pool.on('error', () => undefined);
    pools.set(key, pool);
    return pool;
  }

  return {
    async withClient({ connectionString, leavesState }, work) {
      const client = await poolOf(connectionString).connect();
      try {
        const result = await work(client);
        client.release(leavesState || client.getTransactionStatus() !== 'I');
        return result;
      } catch (error) {
        const clean = error instanceof pg.DatabaseError && client.getTransactionStatus() === 'I';
        client.release(leavesState || !clean);
        throw error;
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

/** Host and port of the string are ignored: the proxy stands in front of one server. */
function parseConnectionString(connectionString: string) {
  let url: URL;
  try {
    url = new URL(connectionString);
  } catch {
    throw new BadRequest('the connection string is not a URL');
  }
  return {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    application_name: url.searchParams.get('application_name') ?? 'neon-proxy',
  };
}
