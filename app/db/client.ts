import { neon, neonConfig, Pool, type PoolClient } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import { drizzle as drizzleHttp, type NeonHttpDatabase } from 'drizzle-orm/neon-http';
import { drizzle as drizzleWebSocket, type NeonDatabase } from 'drizzle-orm/neon-serverless';
import * as schema from '../../drizzle/schema/index.ts';
import { createCaller, type FunctionCall } from './call-function.ts';

export { schema };

/** Whose rows a statement may touch; PostgreSQL's row-level security enforces it. */
export type Scope = { kind: 'tenant'; customerId: string } | { kind: 'staff' } | { kind: 'system' };

export type QueryBuilder = NeonHttpDatabase;
export type Transaction = Parameters<Parameters<NeonDatabase['transaction']>[0]>[0];
type Queries = Readonly<[BatchItem<'pg'>, ...BatchItem<'pg'>[]]>;

export interface Database {
  /**
   * Runs the queries in one HTTP request and one PostgreSQL transaction, under the scope's row-level security.
   * One trip, whatever the number of queries; also right for writes that need no decision in between.
   */
  batch<const Q extends Queries>(scope: Scope, build: (db: QueryBuilder) => Q): Promise<BatchResponse<Q>>;
  /**
   * Calls a function of the database that sets its scope itself, in one trip with no transaction around it: for the
   * write whose every millisecond counts. Answers what it returns, as text.
   */
  call(call: FunctionCall): Promise<string | null>;
  /** An interactive transaction over WebSocket: for writes that must read, decide and write. Costs several trips. */
  transaction<T>(scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface DatabaseOptions {
  connectionString: string;
  /** The local Neon-compatible proxy, e.g. `http://127.0.0.1:5433`; development and test only. */
  proxyUrl?: string | undefined;
}

export function createDatabase({ connectionString, proxyUrl }: DatabaseOptions): Database {
  configureProxy(proxyUrl);
  const http = drizzleHttp(neon(connectionString));
  return {
    async batch(scope, build) {
      const [, ...results] = await http.batch([http.execute(scopeStatement(scope)), ...build(http)]);
      return results as never;
    },
    call: createCaller(connectionString),
    async transaction(scope, work) {
      const pool = new Pool({ connectionString, max: 1 });
      // The work is over by then: workerd reports the server's closing of a finished connection as a lost one.
      pool.on('error', () => undefined);
      // A connection that breaks in mid-work rejects the query that waits on it; the event beside it would be uncaught.
      pool.on('connect', (client: PoolClient) => client.on('error', () => undefined));
      try {
        return await drizzleWebSocket(pool).transaction(async (tx) => {
          await tx.execute(scopeStatement(scope));
          return work(tx);
        });
      } finally {
        await pool.end();
      }
    },
  };
}

export function scopeStatement(scope: Scope) {
  const customerId = scope.kind === 'tenant' ? scope.customerId : '';
  return sql`select set_config('app.scope', ${scope.kind}, true), set_config('app.customer_id', ${customerId}, true)`;
}

/** The driver's settings are global; the URL is the same for the life of a Worker, so setting it again changes nothing. */
export function configureProxy(proxyUrl: string | undefined): void {
  if (proxyUrl === undefined) return;
  const { host } = new URL(proxyUrl);
  neonConfig.fetchEndpoint = `${proxyUrl}/sql`;
  neonConfig.wsProxy = () => `${host}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
}
