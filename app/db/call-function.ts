import { NeonDbError, neonConfig } from '@neondatabase/serverless';

/** A call of a function of the database, always the same text: `select f($1, …)`. */
export interface FunctionCall {
  text: string;
  values: readonly (string | null)[];
}

type Send = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Neon's protocol for one statement over HTTP, spoken without the driver, which works out anew for every statement
 * where to send it, and without a query builder for a text that never changes. Answers what the function returns, as
 * PostgreSQL's text; fails as the driver does.
 */
export function createCaller(
  connectionString: string,
  send: Send = (url, init) => fetch(url, init),
): (call: FunctionCall) => Promise<string | null> {
  const { hostname, port } = new URL(connectionString.replace(/^\w+:/, 'http:'));
  const { fetchEndpoint } = neonConfig;
  const endpoint = typeof fetchEndpoint === 'string' ? fetchEndpoint : fetchEndpoint(hostname, port);
  const headers = {
    'Neon-Connection-String': connectionString,
    'Neon-Raw-Text-Output': 'true',
    'Neon-Array-Mode': 'true',
  };
  return async function callFunction({ text, values }) {
    const body = JSON.stringify({ query: text, params: values });
    const response = await send(endpoint, { method: 'POST', headers, body }).catch(unreachable);
    if (!response.ok) throw await refusal(response);
    const { rows } = (await response.json()) as { rows: (string | null)[][] };
    return rows[0]?.[0] ?? null;
  };
}

function unreachable(cause: unknown): never {
  const error = new NeonDbError(`Error connecting to database: ${cause}`);
  if (cause instanceof Error) error.sourceError = cause;
  throw error;
}

async function refusal(response: Response): Promise<NeonDbError> {
  if (response.status !== 400) {
    return new NeonDbError(`Server error (HTTP status ${response.status}): ${await response.text()}`);
  }
  const { message, ...fields } = (await response.json()) as { message: string };
  return Object.assign(new NeonDbError(message), fields);
}
