import { errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Environment } from '../config/env.ts';
import { BillingError } from '../domain/errors.ts';
import { claimsSchema, claimsToActor, type SessionActor } from './claims.ts';
import { readCookie } from './cookies.ts';
import { type TokenKey, tokenKeyOf } from './token-key.ts';

export const SESSION_COOKIE = 'apex_session';

export interface Session {
  actor: SessionActor;
  /** Where the token came from: a browser sends a cookie by itself, so only that source needs a CSRF token. */
  source: 'bearer' | 'cookie';
  token: string;
}

export type TokenSettings = Pick<Environment, 'JWT_SECRET' | 'JWT_JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE'>;

/** The caller's session, or null when no token was sent. A token that does not hold throws `unauthenticated`. */
export async function readSession(
  request: Request,
  { settings, now }: { settings: TokenSettings; now: Date },
): Promise<Session | null> {
  const found = findToken(request.headers);
  if (found === null) return null;
  return { ...found, actor: await verifyToken(found.token, { settings, now }) };
}

/** Bearer wins over the cookie, also when it is bad: a caller that names a token means that one. */
function findToken(headers: Headers): Pick<Session, 'source' | 'token'> | null {
  const bearer = /^bearer(?:\s+(.*))?$/i.exec(headers.get('authorization') ?? '');
  if (bearer !== null) return { source: 'bearer', token: bearer[1]?.trim() ?? '' };
  const cookie = readCookie(headers, SESSION_COOKIE);
  return cookie === null || cookie === '' ? null : { source: 'cookie', token: cookie };
}

export async function verifyToken(
  token: string,
  { settings, now }: { settings: TokenSettings; now: Date },
): Promise<SessionActor> {
  const { key, algorithms } = tokenKeyOf(settings);
  const payload = await verifySignature(token, key, {
    algorithms: [...algorithms],
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
    requiredClaims: ['exp', 'iat', 'sub'],
    currentDate: now,
  });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw refuse('claims');
  return claimsToActor(claims.data);
}

async function verifySignature(token: string, key: TokenKey['key'], options: JWTVerifyOptions) {
  try {
    const { payload } =
      key instanceof Uint8Array ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options);
    return payload;
  } catch (error) {
    if (isTokenFault(error)) throw refuse(error.code, error);
    throw error;
  }
}

/** A key set that cannot be fetched or read is our fault, not the caller's, and must not sign everybody out. */
function isTokenFault(error: unknown): error is errors.JOSEError {
  return (
    error instanceof errors.JOSEError &&
    error.code !== errors.JOSEError.code &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
  );
}

function refuse(reason: string, cause?: unknown): BillingError {
  return new BillingError('unauthenticated', 'The session is invalid or has expired. Please sign in again.', {
    detail: `Session token refused: ${reason}`,
    cause,
  });
}
