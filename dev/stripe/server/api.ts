import { API_VERSION, type Context } from '../context.ts';
import { expand, readExpand } from '../resources/expand.ts';
import type { Store } from '../state/store.ts';
import { invalidRequest, StripeError, type StripeErrorBody } from '../wire/errors.ts';
import { decodeForm, type FormObject } from '../wire/form.ts';
import { randomId } from '../wire/ids.ts';
import { fingerprintOf, type Idempotency } from './idempotency.ts';
import type { Match, Router } from './router.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiParts {
  readonly store: Store;
  readonly router: Router;
  readonly idempotency: Idempotency;
  readonly contextAt: (request: Context['request']) => Context;
  readonly flush: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** Answers one call. It takes effect whole or not at all, and is written down before it is answered. */
export async function answer(parts: ApiParts, request: ApiRequest): Promise<ApiAnswer> {
  const requestId = randomId('req', 14);
  // Stripe: a key has no effect on GET and DELETE, which are idempotent by themselves.
  const key = request.method === 'POST' ? header(request, 'idempotency-key') : null;
  const headers: Record<string, string> = {
    ...standardHeaders(requestId),
    ...(key === null ? {} : { 'Idempotency-Key': key, 'Original-Request': requestId }),
  };
  const ctx = parts.contextAt({ id: requestId, idempotencyKey: key });
  let began = false;
  try {
    authenticate(request);
    requireVersion(request);
    const match = findRoute(parts, request);
    const form = readForm(request);
    const { method, path } = request;
    const fingerprint = key === null ? '' : fingerprintOf({ method, path, form });
    if (key !== null) {
      const stored = parts.idempotency.begin(key, { path, fingerprint }, ctx.now);
      if (stored) {
        if (parts.store.hasChanges) await parts.flush();
        return {
          status: stored.status,
          body: stored.body,
          headers: {
            ...headers,
            ...retryAdvice(stored.status),
            'Idempotent-Replayed': 'true',
            'Original-Request': stored.requestId,
          },
        };
      }
      began = true;
    }
    const result = execute(parts, ctx, match, form);
    const body = JSON.stringify(result.body);
    if (key !== null && result.executed) {
      parts.idempotency.keep({
        id: key,
        path,
        fingerprint,
        status: result.status,
        body,
        requestId,
        createdAt: ctx.now,
      });
    }
    if (parts.store.hasChanges) await parts.flush();
    return {
      status: result.status,
      body,
      headers: { ...headers, ...retryAdvice(result.status), ...result.headers },
    };
  } catch (error) {
    return failure(parts, error, request, headers);
  } finally {
    if (key !== null && began) parts.idempotency.finish(key);
  }
}

/** On every answer, whatever it says. */
export function standardHeaders(requestId: string): Record<string, string> {
  return { 'Content-Type': 'application/json', 'Request-Id': requestId, 'Stripe-Version': API_VERSION };
}

interface Result {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the call got past its parameters; only then its answer, a refusal too, is kept for its key. */
  readonly executed: boolean;
}

function execute(parts: ApiParts, ctx: Context, match: Match, form: FormObject): Result {
  const paths = form.expand === undefined ? [] : readExpand(form.expand);
  delete form.expand;
  const run = match.route.prepare(form);
  try {
    const body = parts.store.transaction(
      () => {
        const answered = run(ctx, match.path);
        return paths.length === 0 ? answered : expand(ctx, answered, paths);
      },
      (error) => error instanceof StripeError && error.options.keepsChanges === true,
    );
    return { status: 200, body, executed: true };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return {
      status: error.status,
      body: refusalBody(error, ctx.request?.id),
      headers: error.options.headers ?? {},
      executed: !isOfParameters(error),
    };
  }
}

/** Some parameters can only be judged by others, or by what they name. */
function isOfParameters(error: StripeError): boolean {
  return error.body.code?.startsWith('parameter_') ?? false;
}

function refusalBody(error: StripeError, requestId = ''): { error: StripeErrorBody } {
  const log = `https://dashboard.stripe.com/test/logs/${requestId}`;
  return { error: { ...error.body, request_log_url: log } };
}

function findRoute(parts: ApiParts, request: ApiRequest): Match {
  const match = parts.router.match(request.method, request.path);
  if (match) return match;
  parts.log(`Stripe stand-in: NO SUCH ENDPOINT ${request.method} ${request.path}`);
  throw new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${request.method}: ${request.path}). ${emptyIdAdvice(request.path)}Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });
}

/** An empty id leaves a slash at the end, which must not list everything. */
function emptyIdAdvice(path: string): string {
  if (!path.endsWith('/')) return '';
  return 'If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. ';
}

function readForm(request: ApiRequest): FormObject {
  if (request.method !== 'POST') return decodeForm(request.query);
  const type = header(request, 'content-type') ?? '';
  if (request.body !== '' && type !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw invalidRequest(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can help at https://support.stripe.com/.',
    );
  }
  const form = decodeForm(request.body);
  return request.query === '' ? form : Object.assign(decodeForm(request.query), form);
}

const SECRET_KEY = /^[sr]k_test_\w+$/;
const PUBLISHABLE_KEY = /^pk_(test|live)_\w+$/;

function authenticate(request: ApiRequest): void {
  const given = header(request, 'authorization') ?? '';
  const token = given.startsWith('Bearer ')
    ? given.slice('Bearer '.length)
    : given.startsWith('Basic ')
      ? (Buffer.from(given.slice('Basic '.length), 'base64').toString().split(':')[0] ?? '')
      : '';
  if (token === '') {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  }
  if (PUBLISHABLE_KEY.test(token)) {
    throw invalidRequest(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      { code: 'secret_key_required', status: 403 },
    );
  }
  if (!SECRET_KEY.test(token)) {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${token.slice(0, 8)}***`,
    });
  }
}

function requireVersion(request: ApiRequest): void {
  const version = header(request, 'stripe-version');
  if (version === null || version === API_VERSION) return;
  throw invalidRequest(`Invalid Stripe API version: ${version}. Only ${API_VERSION} is spoken here.`);
}

async function failure(
  parts: ApiParts,
  error: unknown,
  request: ApiRequest,
  headers: Readonly<Record<string, string>>,
): Promise<ApiAnswer> {
  if (error instanceof StripeError) {
    return {
      status: error.status,
      body: JSON.stringify(refusalBody(error, headers['Request-Id'])),
      headers: { ...headers, ...retryAdvice(error.status), ...error.options.headers },
    };
  }
  parts.log(
    `Stripe stand-in: ${request.method} ${request.path} failed: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return {
    status: 500,
    body: errorBody({ type: 'api_error', message: 'An unknown error occurred.' }),
    headers,
  };
}

/** A refusal stays a refusal, however often it is sent. */
function retryAdvice(status: number): Record<string, string> {
  return status < 400 || status === 409 || status >= 500 ? {} : { 'Stripe-Should-Retry': 'false' };
}

export function errorBody(error: StripeErrorBody): string {
  return JSON.stringify({ error });
}

export function header(request: ApiRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}
