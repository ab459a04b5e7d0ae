import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ControlError } from './control-error.ts';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface Answer {
  status: number;
  body: unknown;
  html?: string;
}

export type Handler = (body: unknown) => Promise<Answer> | Answer;
/** `"GET /clock"` and so on. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A small JSON server for the loopback only; a page of another origin may not drive it. */
export async function listenForControl(
  port: number,
  handlers: Handlers,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(handlers, request)
      .catch(errorAnswer)
      .then((result) => send(response, result));
  });
  // A Worker keeps its connections; closing an idle one first would fail the request that comes next.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(handlers: Handlers, request: IncomingMessage): Promise<Answer> {
  requireLocalCaller(request);
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const handler = handlers[`${request.method} ${path}`];
  if (handler !== undefined) return handler(request.method === 'POST' ? await readJson(request) : undefined);
  const methods = Object.keys(handlers).filter((key) => key.endsWith(` ${path}`));
  if (methods.length > 0) throw new ControlError(405, `${path} does not take ${request.method}.`);
  throw new ControlError(404, `There is no ${path} here.`);
}

function requireLocalCaller({ headers }: IncomingMessage): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const origin = headers.origin;
  const isForeign = origin !== undefined && origin !== `http://${headers.host}`;
  if ((host !== '127.0.0.1' && host !== 'localhost') || isForeign) {
    throw new ControlError(403, 'Only this machine may drive the local world.');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ControlError(413, 'The body is too large.', 'body');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not JSON.', 'body');
  }
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof ControlError) {
    return { status: error.status, body: { error: error.message, field: error.field } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { error: message } };
}

function send(response: ServerResponse, { status, body, html }: Answer): void {
  const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(html ?? JSON.stringify(body));
}
