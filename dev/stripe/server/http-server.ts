import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomId } from '../wire/ids.ts';
import { errorBody, standardHeaders } from './api.ts';

const MAX_BODY_BYTES = 1024 * 1024;
/** Longer than any client keeps an idle connection, so that none is closed under a request that is on its way. */
const KEEP_ALIVE_MS = 120_000;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** null: the connection is closed without an answer. */
export type HttpHandler = (request: {
  method: string;
  path: string;
  query: string;
  body: string;
  headers: IncomingMessage['headers'];
}) => Promise<HttpAnswer | null>;

export async function listen(
  port: number,
  handle: HttpHandler,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    receive(request, response, handle).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  handle: HttpHandler,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    send(response, {
      status: 413,
      body: errorBody({ type: 'invalid_request_error', message: 'Request body too large.' }),
      headers: standardHeaders(randomId('req', 14)),
    });
    return;
  }
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const answer = await handle({
    method: request.method ?? 'GET',
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    body,
    headers: request.headers,
  });
  if (answer === null) request.socket.destroy();
  else send(response, answer);
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  response.end(body);
}

/** null: it is too large. It is read to its end all the same, as the connection could not take another call otherwise. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) return null;
  return Buffer.concat(chunks).toString();
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
