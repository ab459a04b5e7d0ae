import { type createApi, signToken, type TestClaims } from './api.ts';

/** The headers of a browser that is signed in, with and without the CSRF token of its session. */
export async function browser(api: ReturnType<typeof createApi>, claims: TestClaims) {
  const cookie = { Cookie: `apex_session=${await signToken(claims)}` };
  const response = await api('/api/v1/auth/csrf', { headers: cookie });
  const { token } = (await response.json()) as { token: string };
  return { cookie, withToken: { ...cookie, 'X-CSRF-Token': token } };
}
