import { isDatabaseOutage } from '../db/database-outage.ts';
import { type BillingErrorCode, type FieldError, isBillingError } from '../domain/errors.ts';
import { HttpError, type HttpErrorCode } from './http-error.ts';

type ProblemCode = BillingErrorCode | HttpErrorCode;

const KINDS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  unauthenticated: [401, 'Not signed in'],
  forbidden: [403, 'Not allowed'],
  csrf_token_invalid: [403, 'CSRF token missing or invalid'],
  not_found: [404, 'Not found'],
  no_subscription: [404, 'No subscription'],
  bad_request: [400, 'Bad request'],
  invalid_request: [400, 'Invalid request'],
  invalid_value: [422, 'Invalid value'],
  method_not_allowed: [405, 'Method not allowed'],
  conflict: [409, 'Conflict'],
  idempotency_key_reused: [409, 'Idempotency key reused'],
  idempotency_in_progress: [409, 'Request in progress'],
  payload_too_large: [413, 'Body too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  rate_limited: [429, 'Too many requests'],
  payment_declined: [402, 'Payment declined'],
  currency_mismatch: [500, 'Internal error'],
  internal: [500, 'Internal error'],
  stripe_unavailable: [503, 'Payment provider unavailable'],
  database_unavailable: [503, 'Temporarily unavailable'],
  configuration: [503, 'Not configured'],
};

const GENERIC_DETAIL = 'Something went wrong on our side. Quote the request id if you contact support.';
const OUTAGE_DETAIL = 'Billing data cannot be reached right now. Please try again shortly.';

/** RFC 9457 body. `errors` stands on 400 and 422. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: readonly FieldError[];
}

export interface ProblemParts {
  code: ProblemCode;
  detail: string;
  fields?: readonly FieldError[];
  headers?: Readonly<Record<string, string>>;
}

export function problemResponse(requestId: string, parts: ProblemParts): Response {
  const [status, title] = KINDS[parts.code];
  const problem: Problem = {
    type: `urn:apexmediation:billing:problem:${parts.code}`,
    title,
    status,
    detail: parts.detail,
    code: parts.code,
    ...((status === 400 || status === 422) && { errors: parts.fields ?? [] }),
    requestId,
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
      ...parts.headers,
    },
  });
}

/** The one place where an error of any kind becomes an HTTP answer. Unknown ones show nothing of themselves. */
export function errorToProblem(error: unknown, requestId: string): Response {
  if (error instanceof HttpError) {
    const { code, message, fields, headers } = error;
    return problemResponse(requestId, { code, detail: message, fields, headers });
  }
  if (isBillingError(error) && isRefusal(error)) {
    return problemResponse(requestId, {
      code: error.code,
      detail: error.userMessage,
      fields: error.fields,
      headers: billingErrorHeaders(error.code, error.retryAfterMs),
    });
  }
  if (isDatabaseOutage(error)) {
    return problemResponse(requestId, {
      code: 'database_unavailable',
      detail: OUTAGE_DETAIL,
      headers: billingErrorHeaders('database_unavailable', undefined),
    });
  }
  return problemResponse(requestId, { code: 'internal', detail: GENERIC_DETAIL });
}

const DEFAULT_RETRY_AFTER_MS = 5_000;

function billingErrorHeaders(
  code: BillingErrorCode,
  retryAfterMs: number | undefined,
): Record<string, string> {
  if (code === 'unauthenticated') return { 'WWW-Authenticate': 'Bearer realm="apex-billing"' };
  const [status] = KINDS[code];
  const mayRetry = status === 429 || status === 503 || code === 'idempotency_in_progress';
  if (!mayRetry) return {};
  return { 'Retry-After': String(Math.ceil((retryAfterMs ?? DEFAULT_RETRY_AFTER_MS) / 1_000)) };
}

/** An error that has an answer of its own, as opposed to one that nobody foresaw. */
export function isRefusal(error: unknown): boolean {
  return error instanceof HttpError || (isBillingError(error) && KINDS[error.code][0] !== 500);
}
