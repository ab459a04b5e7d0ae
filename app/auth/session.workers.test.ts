import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { bearer, createApi, signToken } from '../../dev/testing/api.ts';
import { TEST_START } from '../../dev/testing/environment.ts';
import { testBindings } from '../../dev/testing/workers.ts';
import { verifyToken } from './session.ts';

const api = createApi();
const CUSTOMER = '0197a000-0000-7000-8000-0000000000aa';
const PUBLISHER = { role: 'publisher', customer_id: CUSTOMER };

async function statusOf(headers: Record<string, string>): Promise<number> {
  return (await api('/api/v1/billing/invoices', { headers })).status;
}

function unsigned(): string {
  const encode = (value: object) => btoa(JSON.stringify(value)).replace(/=/g, '');
  const exp = Date.parse(TEST_START) / 1_000 + 3_600;
  const claims = {
    sub: 'u',
    email: 'a@b.test',
    name: 'A',
    iss: 'apex-console',
    aud: 'apex-billing',
    exp,
    iat: 1,
  };
  return `${encode({ alg: 'none' })}.${encode({ ...claims, ...PUBLISHER })}.`;
}

test('a session of the console is let in by cookie and by Bearer', async () => {
  expect(await statusOf(await bearer(PUBLISHER))).toBe(200);
  expect(await statusOf({ Cookie: `theme=dark; apex_session=${await signToken(PUBLISHER)}` })).toBe(200);
});

test('without a session: 401 with WWW-Authenticate, problem+json and the request id', async () => {
  const response = await api('/api/v1/billing/invoices', { headers: { 'X-Request-Id': 'request-0001' } });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Bearer');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'unauthenticated', requestId: 'request-0001' });
});

test.each([
  [
    'signed with another secret',
    () => bearer(PUBLISHER, { secret: 'another-secret-another-secret-another' }),
  ],
  ['of another issuer', () => bearer(PUBLISHER, { issuer: 'somebody-else' })],
  ['for another audience', () => bearer(PUBLISHER, { audience: 'apex-reports' })],
  ['expired a second ago', () => bearer(PUBLISHER, { expiresIn: -1 })],
  ['signed with HS512, which is not the agreed algorithm', () => bearer(PUBLISHER, { algorithm: 'HS512' })],
  ['not signed at all (alg none)', async () => ({ Authorization: `Bearer ${unsigned()}` })],
  ['not a token', async () => ({ Authorization: 'Bearer nonsense' })],
  ['empty', async () => ({ Authorization: 'Bearer' })],
  ['of a publisher without a customer', () => bearer({ role: 'publisher' })],
  ['of a publisher whose customer is no uuid', () => bearer({ role: 'publisher', customer_id: "' or 1=1" })],
  ['of an unknown role', () => bearer({ role: 'root', customer_id: CUSTOMER })],
  ['without an email', () => bearer({ ...PUBLISHER, email: undefined })],
])('a token %s gets 401', async (_, headers) => {
  expect(await statusOf(await headers())).toBe(401);
});

test('the clock of the world judges the expiry: good until the second it ends, then not', async () => {
  const token = await signToken(PUBLISHER, { expiresIn: 60 });
  const settings = testBindings() as never;
  const at = (seconds: number) => new Date(Date.parse(TEST_START) + seconds * 1_000);
  await expect(verifyToken(token, { settings, now: at(59) })).resolves.toMatchObject({
    customerId: CUSTOMER,
  });
  await expect(verifyToken(token, { settings, now: at(60) })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

test('Bearer wins over the cookie, also when it is bad', async () => {
  const cookie = `apex_session=${await signToken(PUBLISHER)}`;
  expect(await statusOf({ Cookie: cookie, Authorization: 'Bearer nonsense' })).toBe(401);
  expect(await statusOf({ Cookie: 'apex_session=nonsense', ...(await bearer(PUBLISHER)) })).toBe(200);
});

test('with a key set, a token signed by its key holds, and one "signed" with the public key as HMAC secret does not', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const settings = {
    JWT_SECRET: undefined,
    JWT_JWKS_URL: `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [jwk] }))}`,
    JWT_ISSUER: 'apex-console',
    JWT_AUDIENCE: 'apex-billing',
  };
  const now = new Date(TEST_START);
  const sign = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
    new SignJWT({ email: 'ann@publisher.test', name: 'Ann', ...PUBLISHER })
      .setProtectedHeader({ alg, kid: 'k1' })
      .setSubject('user_1')
      .setIssuer('apex-console')
      .setAudience('apex-billing')
      .setIssuedAt(now)
      .setExpirationTime(new Date(now.getTime() + 60_000))
      .sign(key);
  const good = await sign('RS256', privateKey);
  await expect(verifyToken(good, { settings, now })).resolves.toMatchObject({ customerId: CUSTOMER });
  const forged = await sign('HS256', new TextEncoder().encode(await exportSPKI(publicKey)));
  await expect(verifyToken(forged, { settings, now })).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a key set that cannot be read is our fault and signs nobody out', async () => {
  const settings = {
    JWT_SECRET: undefined,
    JWT_JWKS_URL: 'data:application/json,{}',
    JWT_ISSUER: 'apex-console',
    JWT_AUDIENCE: 'apex-billing',
  };
  const { privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
  const answer = verifyToken(token, { settings, now: new Date(TEST_START) });
  await expect(answer).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' });
});
