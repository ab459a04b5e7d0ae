import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  BillingApiError,
  createBudget,
  deleteBudget,
  downloadInvoicePDF,
  getCurrentUsage,
  getFeatureFlags,
  getInvoice,
  getUsageForecast,
  listInvoices,
  listNotifications,
  listPlans,
  listUsageAlerts,
  markNotificationRead,
  reconcileBilling,
  simulatePlans,
  updateBudget,
} from './billing.ts';

interface Call {
  url: string;
  init: RequestInit;
}

const calls: Call[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  calls.length = 0;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    const next = answers.shift();
    if (next === undefined) throw new TypeError('fetch failed');
    return next();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  answers = [];
});

function json(body: unknown, status = 200): () => Response {
  return () => Response.json(body, { status });
}

function problem(status: number, body: Record<string, unknown>): () => Response {
  return () =>
    new Response(JSON.stringify({ status, ...body }), {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    });
}

function pdf(text: string, etag: string): () => Response {
  return () => new Response(text, { headers: { 'Content-Type': 'application/pdf', ETag: etag } });
}

function sentHeader(call: Call | undefined, name: string): string | null {
  return new Headers(call?.init.headers).get(name);
}

test('current usage is read with the session cookie', async () => {
  answers = [json({ currency: 'usd' })];
  expect(await getCurrentUsage()).toEqual({ currency: 'usd' });
  expect(calls[0]?.url).toBe('/api/v1/billing/usage/current');
  expect(calls[0]?.init.credentials).toBe('include');
});

test('NEXT_PUBLIC_API_URL moves the base, with or without a slash at its end', async () => {
  vi.stubEnv('NEXT_PUBLIC_API_URL', 'https://console.test/api/v1/');
  answers = [json({})];
  await getCurrentUsage({ customer_id: 'c 1' });
  expect(calls[0]?.url).toBe('https://console.test/api/v1/billing/usage/current?customer_id=c+1');
});

test('the list carries only the filters that are given', async () => {
  answers = [json({ invoices: [] })];
  await listInvoices({ page: 1, limit: 20, status: 'paid' });
  expect(calls[0]?.url).toBe('/api/v1/billing/invoices?page=1&limit=20&status=paid');
});

test('an invoice id cannot climb out of its path', async () => {
  answers = [json({})];
  await getInvoice('../../auth/csrf');
  expect(calls[0]?.url).toBe('/api/v1/billing/invoices/..%2F..%2Fauth%2Fcsrf');
});

test('a problem becomes an error that reads well and keeps status, code, fields and request id', async () => {
  const errors = [{ path: 'limit', message: 'must be a whole number from 1 to 100' }];
  answers = [
    problem(400, { code: 'invalid_request', detail: 'The query is invalid.', errors, requestId: 'r-1' }),
  ];
  const error = await listInvoices({ limit: 0 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BillingApiError);
  expect(error).toMatchObject({
    message: 'The query is invalid. (limit must be a whole number from 1 to 100)',
    status: 400,
    code: 'invalid_request',
    requestId: 'r-1',
    fields: errors,
  });
});

test('an answer of another kind, and none at all, are told apart', async () => {
  answers = [() => new Response('<h1>Bad gateway</h1>', { status: 502 })];
  await expect(getCurrentUsage()).rejects.toMatchObject({ status: 502, code: 'unexpected_answer' });
  await expect(getCurrentUsage()).rejects.toMatchObject({
    status: 0,
    message: 'The billing service cannot be reached. Check the connection and try again.',
  });
});

test('a PDF is a blob URL; 304 gives the same one, a new version another, and the old one is revoked', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  answers = [pdf('one', '"v1"'), () => new Response(null, { status: 304 }), pdf('two', '"v2"')];
  const first = await downloadInvoicePDF('inv_1');
  expect(first).toMatch(/^blob:/);
  expect(sentHeader(calls[0], 'If-None-Match')).toBeNull();
  expect(await downloadInvoicePDF('inv_1')).toBe(first);
  expect(sentHeader(calls[1], 'If-None-Match')).toBe('"v1"');
  expect(revoked).not.toHaveBeenCalled();
  expect(await downloadInvoicePDF('inv_1')).not.toBe(first);
  expect(revoked).toHaveBeenCalledExactlyOnceWith(first);
});

test('a PDF that may no longer be read is forgotten', async () => {
  answers = [
    pdf('mine', '"v1"'),
    problem(404, { code: 'not_found', detail: 'This invoice does not exist.' }),
    pdf('mine', '"v1"'),
  ];
  await downloadInvoicePDF('inv_2');
  await expect(downloadInvoicePDF('inv_2')).rejects.toThrow('This invoice does not exist.');
  await downloadInvoicePDF('inv_2');
  expect(sentHeader(calls[2], 'If-None-Match')).toBeNull();
});

test('a failing service does not take a PDF away that was there', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  answers = [
    pdf('kept', '"v1"'),
    problem(503, { code: 'database_unavailable', detail: 'Try again.' }),
    () => new Response(null, { status: 304 }),
  ];
  const first = await downloadInvoicePDF('inv_3');
  await expect(downloadInvoicePDF('inv_3')).rejects.toThrow('Try again.');
  expect(await downloadInvoicePDF('inv_3')).toBe(first);
  expect(revoked).not.toHaveBeenCalled();
});

test('reconciling sends the Idempotency-Key and the CSRF token', async () => {
  answers = [json({ token: 'csrf-1' }), json({ success: true, discrepancies: [] })];
  expect(await reconcileBilling('idem_key_123')).toMatchObject({ success: true, discrepancies: [] });
  expect(calls[1]).toMatchObject({ url: '/api/v1/billing/reconcile', init: { method: 'POST', body: '{}' } });
  expect(sentHeader(calls[1], 'Idempotency-Key')).toBe('idem_key_123');
  expect(sentHeader(calls[1], 'X-CSRF-Token')).toBe('csrf-1');
});

test('features come as they are, and as switched off when the endpoint fails', async () => {
  const features = { billingEnabled: true, migrationEnabled: false, paymentMethodsEnabled: false };
  answers = [json(features), () => new Response('no', { status: 500 })];
  expect(await getFeatureFlags()).toEqual(features);
  expect(await getFeatureFlags()).toEqual({ billingEnabled: false });
  expect(await getFeatureFlags()).toEqual({ billingEnabled: false });
});

test('plans are read for a customer, and a simulation is posted with the token and without the customer in its body', async () => {
  answers = [json({ plans: [] }), json({ token: 'csrf-1' }), json({ basis: 'quantities' })];
  await listPlans({ customer_id: 'c1' });
  expect(await simulatePlans({ customer_id: 'c1', periods: 3, quantities: { api_calls: '5' } })).toEqual({
    basis: 'quantities',
  });
  expect(calls.map(({ url }) => url)).toEqual([
    '/api/v1/billing/plans?customer_id=c1',
    '/api/v1/auth/csrf',
    '/api/v1/billing/plans/simulate?customer_id=c1',
  ]);
  const { method, headers, body } = calls[2]?.init ?? {};
  expect(method).toBe('POST');
  expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'X-CSRF-Token': 'csrf-1' });
  expect(JSON.parse(String(body))).toEqual({ periods: 3, quantities: { api_calls: '5' } });
});

test('forecast, alerts and notices are read with what is given', async () => {
  answers = [json({ forecast: null }), json({ alerts: [] }), json({ notifications: [], unread: 0 })];
  await getUsageForecast({ customer_id: 'c1' });
  await listUsageAlerts({ period_start: '2026-04-01T00:00:00Z' });
  expect(await listNotifications({ limit: 5, unread_only: true })).toEqual({ notifications: [], unread: 0 });
  expect(calls.map(({ url }) => url)).toEqual([
    '/api/v1/billing/usage/forecast?customer_id=c1',
    '/api/v1/billing/usage/alerts?period_start=2026-04-01T00%3A00%3A00Z',
    '/api/v1/billing/notifications?limit=5&unread_only=true',
  ]);
});

test('a budget is made, changed and deleted with the token, and a body only where there is one', async () => {
  const token = json({ token: 'csrf-1' });
  answers = [token, json({ id: 'b1' }, 201), token, json({ id: 'b1' }), token, noContent, token, json({})];
  expect(await createBudget({ amount: '150.50', currency: 'usd' }, { idempotencyKey: 'k-1' })).toEqual({
    id: 'b1',
  });
  await updateBudget('b/1', { steps: [80] });
  expect(await deleteBudget('b1')).toBeUndefined();
  await markNotificationRead('n1');
  const writes = calls.filter(({ url }) => !url.endsWith('/auth/csrf'));
  expect(
    writes.map(({ url, init }) => [init.method, url, init.body, sentHeader({ url, init }, 'Content-Type')]),
  ).toEqual([
    ['POST', '/api/v1/billing/budgets', '{"amount":"150.50","currency":"usd"}', 'application/json'],
    ['PATCH', '/api/v1/billing/budgets/b%2F1', '{"steps":[80]}', 'application/json'],
    ['DELETE', '/api/v1/billing/budgets/b1', undefined, null],
    ['POST', '/api/v1/billing/notifications/n1/read', undefined, null],
  ]);
  expect(writes.map((call) => sentHeader(call, 'Idempotency-Key'))).toEqual(['k-1', null, null, null]);
  expect(writes.map((call) => sentHeader(call, 'X-CSRF-Token'))).toEqual(Array(4).fill('csrf-1'));
});

test('a budget that cannot be deleted says why', async () => {
  answers = [json({ token: 'csrf-1' }), problem(404, { code: 'not_found', detail: 'It does not exist.' })];
  await expect(deleteBudget('b1')).rejects.toMatchObject({ status: 404, message: 'It does not exist.' });
});

function noContent(): Response {
  return new Response(null, { status: 204 });
}
