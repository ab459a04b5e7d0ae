import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { Environment } from '../config/env.ts';

export interface TokenKey {
  algorithms: readonly string[];
  key: Uint8Array | JWTVerifyGetKey;
}

const ASYMMETRIC_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Public keys by address; jose refreshes them itself and does not share a fetch between two requests of a Worker. */
const keySets = new Map<string, JWTVerifyGetKey>();

/** Each kind of key comes with its own algorithms, so that a public key can never be used as an HMAC secret. */
export function tokenKeyOf(env: Pick<Environment, 'JWT_SECRET' | 'JWT_JWKS_URL'>): TokenKey {
  if (env.JWT_JWKS_URL !== undefined) {
    return { algorithms: ASYMMETRIC_ALGORITHMS, key: keySetOf(env.JWT_JWKS_URL) };
  }
  if (env.JWT_SECRET === undefined) throw new Error('JWT_SECRET or JWT_JWKS_URL must be set');
  return { algorithms: ['HS256'], key: new TextEncoder().encode(env.JWT_SECRET) };
}

function keySetOf(url: string): JWTVerifyGetKey {
  const known = keySets.get(url);
  if (known !== undefined) return known;
  const created = createRemoteJWKSet(new URL(url));
  keySets.set(url, created);
  return created;
}
