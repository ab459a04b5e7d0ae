import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { SqlRequest, Statement, TransactionOptions } from './statement.ts';

/** Neon's own limit for a request over HTTP. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

const ISOLATION_LEVELS: Record<string, string> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
};

export class BadRequest extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** By events: an iterator over the chunks would cost more than all else that is done to a small request. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(new BadRequest(`request is over ${MAX_BODY_BYTES} bytes`, 413));
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}

export function parseRequest(headers: IncomingHttpHeaders, body: string): SqlRequest {
  return {
    connectionString: requireHeader(headers, 'neon-connection-string'),
    ...parseBody(body),
    transaction: parseTransaction(headers),
    output: {
      rawText: isOn(headers, 'neon-raw-text-output'),
      arrayMode: isOn(headers, 'neon-array-mode'),
    },
  };
}

function parseBody(body: string): Pick<SqlRequest, 'kind' | 'statements'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BadRequest('request body is not JSON');
  }
  if (!isRecord(parsed)) throw new BadRequest('request body is not an object');
  if (Array.isArray(parsed.queries)) {
    return { kind: 'batch', statements: parsed.queries.map(toStatement) };
  }
  return { kind: 'single', statements: [toStatement(parsed)] };
}

function toStatement(value: unknown): Statement {
  if (!isRecord(value) || typeof value.query !== 'string') throw new BadRequest('a query has no text');
  const params = value.params ?? [];
  if (!Array.isArray(params)) throw new BadRequest('params is not an array');
  return { text: value.query, values: params.map(toText) };
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseTransaction(headers: IncomingHttpHeaders): TransactionOptions {
  const options = {
    readOnly: isOn(headers, 'neon-batch-read-only'),
    deferrable: isOn(headers, 'neon-batch-deferrable'),
  };
  const name = header(headers, 'neon-batch-isolation-level');
  if (name === undefined) return options;
  const isolationLevel = ISOLATION_LEVELS[name];
  if (isolationLevel === undefined) throw new BadRequest(`unknown isolation level ${name}`);
  return { ...options, isolationLevel };
}

function isOn(headers: IncomingHttpHeaders, name: string): boolean {
  return header(headers, name) === 'true';
}

function requireHeader(headers: IncomingHttpHeaders, name: string): string {
  const value = header(headers, name);
  if (!value) throw new BadRequest(`header ${name} is missing`);
  return value;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
