import { SignJWT } from 'jose';
import type { Environment } from '../config/env.ts';
import type { DemoAccount } from './demo-account.ts';
import { SESSION_COOKIE } from './session.ts';

/** Long, because the browser's clock is real while the world's may have been advanced by months. */
const TOKEN_LIFETIME_SECONDS = 400 * 86_400;

type Settings = Pick<Environment, 'JWT_SECRET' | 'JWT_ISSUER' | 'JWT_AUDIENCE'>;

/** A session as the console would sign it, for a demo account. Development and test only. */
export async function issueDemoToken(
  account: DemoAccount,
  { settings, now }: { settings: Settings; now: Date },
): Promise<string> {
  if (settings.JWT_SECRET === undefined) throw new Error('Demo sessions need JWT_SECRET');
  const issuedAt = Math.floor(now.getTime() / 1_000);
  return new SignJWT({
    email: account.email,
    name: account.name,
    role: account.role,
    locale: account.locale,
    ...(account.customerId !== null && { customer_id: account.customerId }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(account.subject)
    .setIssuer(settings.JWT_ISSUER)
    .setAudience(settings.JWT_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_LIFETIME_SECONDS)
    .sign(new TextEncoder().encode(settings.JWT_SECRET));
}

/** No expiry: it ends with the browser session. */
export function sessionCookie(token: string, { secure }: { secure: boolean }): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
