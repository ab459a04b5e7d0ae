import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { execute } from './execute.ts';
import { createDropper, type DatabaseFaults } from './faults.ts';
import { createPools, type Upstream } from './pools.ts';
import { BadRequest, parseRequest, readBody } from './read-request.ts';
import { mayLeaveSessionState } from './session-state.ts';
import { errorToJson, resultToJson } from './to-json.ts';
import { bridge } from './websocket.ts';

export interface NeonProxyOptions {
  /** Omitted or 0 picks a free one. */
  port?: number;
  postgres: Upstream;
}

export interface DatabaseStats {
  http_requests: number;
  ws_connections: number;
  statements: number;
}

export interface NeonProxy {
  url: string;
  stats(): DatabaseStats;
  resetStats(): void;
  setFaults(faults: DatabaseFaults): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const NO_FAULTS: DatabaseFaults = { dbDrop: 0, seed: 0 };
const NO_STATS: DatabaseStats = { http_requests: 0, ws_connections: 0, statements: 0 };

/** Speaks what `@neondatabase/serverless` speaks to Neon: `POST /sql` and a WebSocket at `/v2`, in front of PostgreSQL. */
export async function startNeonProxy({ port = 0, postgres }: NeonProxyOptions): Promise<NeonProxy> {
  const pools = createPools(postgres);
  let stats = { ...NO_STATS };
  let dropper = createDropper(NO_FAULTS);

  async function answerSql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const sql = parseRequest(request.headers, body);
    const { connectionString, statements } = sql;
    stats.http_requests += 1;
    stats.statements += statements.length;
    const fate = dropper.drop(body);
    if (fate === 'before') return void request.socket.destroy();
    const leavesState = statements.some(mayLeaveSessionState);
    const results = await pools.withClient({ connectionString, leavesState }, (client) =>
      execute(client, sql),
    );
    if (fate === 'after') return void request.socket.destroy();
    const shaped = results.map((result) => resultToJson(result, sql.output));
    send(response, 200, sql.kind === 'single' ? shaped[0] : { results: shaped });
  }

  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== '/sql') return send(response, 404, { message: 'not found' });
    if (request.method !== 'POST') return send(response, 405, { message: 'POST only' });
    answerSql(request, response).catch((error: unknown) => sendError(response, error));
  });
  // A Worker keeps its connections; closing an idle one first would fail the request that comes next.
  server.keepAliveTimeout = 0;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://proxy').pathname !== '/v2') return socket.destroy();
    stats.ws_connections += 1;
    const fate = dropper.drop('websocket');
    if (fate === 'before') return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      bridge(webSocket, {
        upstream: postgres,
        onStatement: () => {
          stats.statements += 1;
        },
        cutAtStatement: fate === 'after' ? COMMIT_OF_A_SHORT_TRANSACTION : undefined,
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });

  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    stats: () => ({ ...stats }),
    resetStats() {
      stats = { ...NO_STATS };
    },
    setFaults(faults) {
      dropper = createDropper(faults);
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await pools.close();
    },
  };
}

/** After BEGIN, the scope and one statement: the work is done, and nobody is told. */
const COMMIT_OF_A_SHORT_TRANSACTION = 4;

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const failure = error instanceof Error ? error : new Error(String(error));
  if (failure instanceof pg.DatabaseError) send(response, 400, errorToJson(failure));
  else if (failure instanceof BadRequest) send(response, failure.status, { message: failure.message });
  else send(response, 502, { message: `the database cannot be reached: ${failure.message}` });
}
