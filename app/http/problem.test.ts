import { expect, test } from 'vitest';
import { BillingError, type BillingErrorCode } from '../domain/errors.ts';
import { problemSchema } from './api/schemas.ts';
import { HttpError } from './http-error.ts';
import { errorToProblem } from './problem.ts';

const STATUS: Record<BillingErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  no_subscription: 404,
  invalid_request: 400,
  invalid_value: 422,
  conflict: 409,
  idempotency_key_reused: 409,
  idempotency_in_progress: 409,
  rate_limited: 429,
  currency_mismatch: 500,
  stripe_unavailable: 503,
  database_unavailable: 503,
  payment_declined: 402,
  internal: 500,
};

test.each(Object.entries(STATUS))('%s is %i', async (code, status) => {
  const response = errorToProblem(new BillingError(code as BillingErrorCode, 'For people.'), 'r-1');
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.parse(await response.json());
  expect(problem).toMatchObject({ status, requestId: 'r-1' });
  expect(problem.code).toBe(status === 500 ? 'internal' : code);
  expect('errors' in problem).toBe(status === 400 || status === 422);
});

test('the internal message and the cause stay inside', async () => {
  const error = new BillingError('not_found', 'This invoice does not exist.', {
    detail: 'No invoice 7 of Bob',
  });
  expect(await errorToProblem(error, 'r-1').text()).not.toContain('Bob');
});

test('an error that nobody foresaw shows a generic text and the request id', async () => {
  const text = await errorToProblem(new Error('password=hunter2'), 'r-1').text();
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({ status: 500, code: 'internal', requestId: 'r-1' });
});

test('a database that does not answer is 503 with Retry-After; one that refuses the statement is 500', () => {
  const outage = (code: string | undefined) =>
    Object.assign(new Error('x'), { name: 'NeonDbError', ...(code && { code }) });
  const wrapped = new Error('Failed query', { cause: outage('57P01') });
  for (const error of [outage(undefined), outage('08006'), wrapped]) {
    const response = errorToProblem(error, 'r-1');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  }
  expect(errorToProblem(outage('23505'), 'r-1').status).toBe(500);
});

test('Retry-After rounds up to whole seconds', () => {
  const error = new BillingError('rate_limited', 'Slow down.', { retryAfterMs: 1_200 });
  expect(errorToProblem(error, 'r-1').headers.get('retry-after')).toBe('2');
});

test('refusals of HTTP itself carry their headers', () => {
  const error = new HttpError({ code: 'method_not_allowed', message: 'No.', headers: { Allow: 'GET' } });
  const response = errorToProblem(error, 'r-1');
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
});
