import { expect, test } from 'vitest';
import { bearer, createApi, signToken } from '../../../dev/testing/api.ts';
import { insertTestCustomer, testBindings } from '../../../dev/testing/workers.ts';
import { isCsrfToken } from '../../auth/csrf.ts';
import { csrfTokenSchema, featuresSchema, healthSchema, problemSchema } from './schemas.ts';

const api = createApi();
const CUSTOMER = '0197a000-0000-7000-8000-0000000000aa';

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.parse(await response.json());
  expect(response.headers.get('x-request-id')).toBe(problem.requestId);
  return problem;
}

test('features are public, and tell that billing is on', async () => {
  const response = await api('/api/v1/meta/features');
  expect(featuresSchema.parse(await response.json()).billingEnabled).toBe(true);
});

test.each([{ BILLING_ENABLED: 'false' }, { NEXT_PUBLIC_BILLING_ENABLED: 'false' }])(
  'with %j billingEnabled is false, still 200',
  async (flags) => {
    const response = await createApi(flags)('/api/v1/meta/features');
    expect(response.status).toBe(200);
    expect(featuresSchema.parse(await response.json()).billingEnabled).toBe(false);
  },
);

test('with BILLING_ENABLED=false every billing endpoint is 404, signed in or not, and health is not', async () => {
  const off = createApi({ BILLING_ENABLED: 'false' });
  const headers = await bearer({ role: 'publisher', customer_id: CUSTOMER });
  for (const path of ['usage/current', 'invoices', `invoices/${CUSTOMER}`, `invoices/${CUSTOMER}/pdf`]) {
    expect((await off(`/api/v1/billing/${path}`, { headers })).status).toBe(404);
    expect((await off(`/api/v1/billing/${path}`)).status).toBe(404);
  }
  expect((await off('/api/v1/health')).status).toBe(200);
});

test('with NEXT_PUBLIC_BILLING_ENABLED=false only the pages are off', async () => {
  const headers = await bearer({ role: 'publisher', customer_id: CUSTOMER });
  const response = await createApi({ NEXT_PUBLIC_BILLING_ENABLED: 'false' })('/api/v1/billing/invoices', {
    headers,
  });
  expect(response.status).toBe(200);
});

test('health: ok with both databases, degraded without the replica, 503 without the database', async () => {
  const elsewhere = (url: unknown) => String(url).replace(/\/[^/]*$/, '/nowhere');
  const { DATABASE_URL, REPLICA_DATABASE_URL } = testBindings();
  const read = async (response: Response) => ({
    httpStatus: response.status,
    ...healthSchema.parse(await response.json()),
  });
  expect(await read(await api('/api/v1/health'))).toMatchObject({
    httpStatus: 200,
    status: 'ok',
    checks: { database: 'ok', replica: 'ok', events_backlog: 0 },
  });
  const noReplica = createApi({ REPLICA_DATABASE_URL: elsewhere(REPLICA_DATABASE_URL) });
  expect(await read(await noReplica('/api/v1/health'))).toMatchObject({
    httpStatus: 200,
    status: 'degraded',
    checks: { replica: 'unreachable' },
  });
  const noDatabase = createApi({ DATABASE_URL: elsewhere(DATABASE_URL) });
  expect(await read(await noDatabase('/api/v1/health'))).toMatchObject({
    httpStatus: 503,
    checks: { database: 'unreachable', events_backlog: null },
  });
});

test('a CSRF token belongs to one session, and each reading gives another one', async () => {
  const token = await signToken({ role: 'publisher', customer_id: CUSTOMER });
  const other = await signToken({ role: 'publisher', customer_id: CUSTOMER, sub: 'user_2' });
  const secret = String(testBindings().CSRF_SECRET);
  const read = async () => {
    const response = await api('/api/v1/auth/csrf', { headers: { Cookie: `apex_session=${token}` } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    return csrfTokenSchema.parse(await response.json()).token;
  };
  const first = await read();
  expect(await read()).not.toBe(first);
  expect(await isCsrfToken(first, secret, token)).toBe(true);
  expect(await isCsrfToken(first, secret, other)).toBe(false);
  expect(await isCsrfToken(first, 'another-secret-another', token)).toBe(false);
  expect((await api('/api/v1/auth/csrf')).status).toBe(401);
});

test.each(['/api/v1/nothing', '/api/v2/billing/invoices', '/api/v1/billing/invoices.data', '/api/'])(
  '%s is a 404 problem for every method',
  async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const response = await api(path, { method });
      expect(response.status).toBe(404);
      expect((await problemOf(response)).code).toBe('not_found');
    }
  },
);

test('a method that nobody knows gets 405', async () => {
  const response = await api('/api/v1/health', { method: 'PROPFIND' });
  expect(response.status).toBe(405);
  expect((await problemOf(response)).code).toBe('method_not_allowed');
});

test('every answer has the security headers and a request id; a sane inbound id is kept, an odd one is not', async () => {
  const response = await api('/api/v1/meta/features', { headers: { 'X-Request-Id': 'abc-12345' } });
  expect(response.headers.get('x-request-id')).toBe('abc-12345');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('strict-transport-security')).toContain('max-age=');
  const odd = await api('/api/v1/meta/features', { headers: { 'X-Request-Id': 'a b<script>' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('configuration that is incomplete serves nothing and names the fields, never their values', async () => {
  const broken = createApi({ CSRF_SECRET: 'short-and-secret', JWT_SECRET: 'too short' });
  const response = await broken('/api/v1/meta/features');
  expect(response.status).toBe(503);
  const { detail } = await problemOf(response);
  expect(detail).toBe('The service is not configured: JWT_SECRET.');
});

test('the description is OpenAPI 3.1 and knows every route', async () => {
  const description = (await (await api('/api/v1/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, { get?: { parameters: { name: string }[] } }>;
    components: { schemas: Record<string, unknown> };
  };
  expect(description.openapi).toBe('3.1.0');
  expect(Object.keys(description.paths)).toEqual(
    expect.arrayContaining([
      '/billing/usage/current',
      '/billing/invoices',
      '/billing/invoices/{id}/pdf',
      '/health',
    ]),
  );
  const names = description.paths['/billing/invoices']?.get?.parameters.map(({ name }) => name);
  expect(names).toEqual([
    'page',
    'limit',
    'status',
    'start_date',
    'end_date',
    'customer_id',
    'If-None-Match',
  ]);
  const references = JSON.stringify(description).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name] of references) expect(Object.keys(description.components.schemas)).toContain(name);
});

function form(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

test('signing in as a demo publisher sets a session cookie that works, and goes to /billing', async () => {
  const customer = await insertTestCustomer({ name: 'Demo' });
  const response = await api('/dev/sign-in', form({ email: customer.email.toUpperCase() }));
  expect([response.status, response.headers.get('location')]).toEqual([302, '/billing']);
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^apex_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  const session = cookie.split(';')[0] ?? '';
  const claims = JSON.parse(atob(session.split('.')[1] ?? ''));
  expect(claims).toMatchObject({
    role: 'publisher',
    customer_id: customer.id,
    exp: claims.iat + 400 * 86_400,
  });
  expect((await api('/api/v1/billing/invoices', { headers: { Cookie: session } })).status).toBe(200);
});

test.each([
  ['/billing/invoices?page=2', '/billing/invoices?page=2'],
  ['https://evil.test/', '/admin/billing'],
  ['//evil.test', '/admin/billing'],
  ['/\\evil.test', '/admin/billing'],
])('an admin who came from %j lands on %s', async (returnTo, location) => {
  const response = await api('/dev/sign-in', form({ email: 'admin@apexmediation.test', returnTo }));
  expect(response.headers.get('location')).toBe(location);
});

test('sign-in refuses strangers (422), other bodies (415), huge ones (413), and does not exist outside development', async () => {
  const stranger = await api('/dev/sign-in', form({ email: 'nobody@publisher.test' }));
  expect(stranger.status).toBe(422);
  expect((await problemOf(stranger)).errors?.[0]?.path).toBe('email');
  const json = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
  expect((await api('/dev/sign-in', json)).status).toBe(415);
  expect((await api('/dev/sign-in', form({ email: 'x'.repeat(70_000) }))).status).toBe(413);
  const staging = createApi({ APP_ENV: 'staging' });
  expect((await staging('/dev/sign-in', form({ email: 'admin@apexmediation.test' }))).status).toBe(503);
});
