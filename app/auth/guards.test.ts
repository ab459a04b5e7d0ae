import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { runtimeOf } from '../config/runtime.ts';
import { issueCsrfToken } from './csrf.ts';
import { type GuardArgs, requireApi, requirePage, type Who } from './guards.ts';

const NOW = new Date('2026-04-15T12:00:00.000Z');
const SECRET = 'guards-jwt-secret-not-for-production-0123';
const CSRF_SECRET = 'guards-csrf-secret-not-for-production';
const CUSTOMER = '0197a000-0000-7000-8000-0000000000aa';

function args(request: Request, flags: Record<string, string> = {}): GuardArgs {
  const runtime = runtimeOf({
    EVENTS_QUEUE: {} as never,
    APP_ENV: 'test',
    APP_URL: 'https://billing.test',
    SIGN_IN_URL: '/sign-in',
    DATABASE_URL: 'postgres://app:x@127.0.0.1/none',
    REPLICA_DATABASE_URL: 'postgres://app:x@127.0.0.1/none',
    STRIPE_SECRET_KEY: 'sk_test_guards',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_guards',
    STRIPE_WEBHOOK_SECRET: 'whsec_guards_secret',
    JWT_SECRET: SECRET,
    JWT_ISSUER: 'apex-console',
    JWT_AUDIENCE: 'apex-billing',
    CSRF_SECRET,
    RESEND_API_KEY: 're_guards',
    EMAIL_FROM: 'billing@apexmediation.example',
    BILLING_ENABLED: 'true',
    NEXT_PUBLIC_BILLING_ENABLED: 'true',
    ...flags,
  });
  return { request, context: { runtime, requestId: 'request-0001', now: NOW, nonce: 'n', assets: null } };
}

function sign(role: string): Promise<string> {
  return new SignJWT({
    email: 'ann@publisher.test',
    name: 'Ann',
    role,
    ...(role === 'publisher' && { customer_id: CUSTOMER }),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('user_1')
    .setIssuer('apex-console')
    .setAudience('apex-billing')
    .setIssuedAt(NOW)
    .setExpirationTime(new Date(NOW.getTime() + 60_000))
    .sign(new TextEncoder().encode(SECRET));
}

async function signedIn(role: string, init: RequestInit = {}): Promise<Request> {
  const headers = new Headers(init.headers);
  headers.set('Cookie', `apex_session=${await sign(role)}`);
  return new Request('https://billing.test/billing/usage?day=1', { ...init, headers });
}

async function thrown(work: Promise<unknown>): Promise<Response> {
  const error = await work.then(
    () => new Error('let in'),
    (reason: unknown) => reason,
  );
  if (error instanceof Response) return error;
  throw error;
}

const ROLES = ['publisher', 'admin', 'readonly'] as const;
const ADMITTED: Record<Who, readonly string[]> = {
  publisher: ['publisher'],
  staff: ['admin', 'readonly'],
  admin: ['admin'],
  any: ROLES,
};
const CASES = (Object.keys(ADMITTED) as Who[]).flatMap((who) =>
  ROLES.map((role) => [role, who, ADMITTED[who].includes(role)] as const),
);

test.each(CASES)(
  '%s on what is for %s: let in %s, else 403 on page and API',
  async (role, who, isAdmitted) => {
    for (const guard of [requirePage, requireApi]) {
      const answer = guard(args(await signedIn(role)), who);
      if (isAdmitted) expect((await answer).actor.role).toBe(role);
      else expect((await thrown(answer)).status).toBe(403);
    }
  },
);

test('a stranger is sent from a page to the sign-in page, and from the API away with 401', async () => {
  const request = new Request('https://billing.test/billing/usage?day=1');
  const page = await thrown(requirePage(args(request), 'publisher'));
  expect([page.status, page.headers.get('location')]).toEqual([
    302,
    '/sign-in?returnTo=%2Fbilling%2Fusage%3Fday%3D1',
  ]);
  expect((await thrown(requireApi(args(request), 'publisher'))).status).toBe(401);
});

test('an expired session counts as none', async () => {
  const { request, context } = args(await signedIn('publisher'));
  const later = { ...context, now: new Date(NOW.getTime() + 60_000) };
  expect((await thrown(requirePage({ request, context: later }, 'any'))).status).toBe(302);
});

test.each([{ BILLING_ENABLED: 'false' }, { NEXT_PUBLIC_BILLING_ENABLED: 'false' }])(
  'pages are 404 with %j, also for strangers',
  async (flags) => {
    expect((await thrown(requirePage(args(await signedIn('publisher'), flags), 'any'))).status).toBe(404);
    const stranger = new Request('https://billing.test/billing');
    expect((await thrown(requirePage(args(stranger, flags), 'any'))).status).toBe(404);
  },
);

test('a write by cookie without a CSRF token gets 403, with another session’s token too', async () => {
  const request = await signedIn('admin', { method: 'POST' });
  const refused = await thrown(requireApi(args(request), 'admin'));
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'csrf_token_invalid' });
  const foreign = await issueCsrfToken(CSRF_SECRET, 'another.session.token');
  const forged = await signedIn('admin', { method: 'POST', headers: { 'X-CSRF-Token': foreign } });
  expect((await thrown(requireApi(args(forged), 'admin'))).status).toBe(403);
});

test('a write by cookie passes with the token in the header, or in the form, which stays readable', async () => {
  const token = await issueCsrfToken(CSRF_SECRET, await sign('admin'));
  const header = await signedIn('admin', { method: 'DELETE', headers: { 'X-CSRF-Token': token } });
  expect((await requireApi(args(header), 'admin')).actor.role).toBe('admin');
  const form = await signedIn('admin', {
    method: 'POST',
    body: new URLSearchParams({ csrf: token, notes: 'n' }),
  });
  await requireApi(args(form), 'admin');
  expect((await form.formData()).get('notes')).toBe('n');
});

test('a write by Bearer needs no CSRF token', async () => {
  const request = new Request('https://billing.test/api/v1/x', {
    method: 'POST',
    headers: { Authorization: `Bearer ${await sign('admin')}` },
  });
  expect((await requireApi(args(request), 'admin')).actor.role).toBe('admin');
});

test('the audit trail gets the address that Cloudflare saw, not one that the caller wrote', async () => {
  const headers = { 'CF-Connecting-IP': '192.0.2.7', 'X-Forwarded-For': '203.0.113.9', 'User-Agent': 'test' };
  const ctx = await requireApi(args(await signedIn('admin', { headers })), 'any');
  expect(ctx.origin).toEqual({ ip: '192.0.2.7', userAgent: 'test' });
});
