import { isForm, readForm } from '../http/body.ts';
import { HttpError } from '../http/http-error.ts';

export const CSRF_FIELD = 'csrf';
export const CSRF_HEADER = 'X-CSRF-Token';

const SALT_BYTES = 16;
const MAC_BYTES = 32;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** Salt and HMAC over salt and session token: bound to one session, nothing stored, different at each reading. */
export async function issueCsrfToken(secret: string, sessionToken: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const mac = await crypto.subtle.sign('HMAC', await importKey(secret), message(salt, sessionToken));
  return encode(concat(salt, new Uint8Array(mac)));
}

/** `subtle.verify` compares in constant time. */
export async function isCsrfToken(token: string, secret: string, sessionToken: string): Promise<boolean> {
  const bytes = decode(token);
  if (bytes === null || bytes.length !== SALT_BYTES + MAC_BYTES) return false;
  const salt = bytes.slice(0, SALT_BYTES);
  const mac = bytes.slice(SALT_BYTES);
  return crypto.subtle.verify('HMAC', await importKey(secret), mac, message(salt, sessionToken));
}

/** Throws unless the request carries the token of its session, in the header or the form; the body stays readable. */
export async function requireCsrfToken(
  request: Request,
  { secret, sessionToken }: { secret: string; sessionToken: string },
): Promise<void> {
  const token = request.headers.get(CSRF_HEADER) ?? (await readFormToken(request));
  if (token !== null && (await isCsrfToken(token, secret, sessionToken))) return;
  throw new HttpError({
    code: 'csrf_token_invalid',
    message: 'The form is out of date. Reload the page and try again.',
  });
}

async function readFormToken(request: Request): Promise<string | null> {
  if (!isForm(request.headers)) return null;
  const value = (await readForm(request.clone())).get(CSRF_FIELD);
  return typeof value === 'string' ? value : null;
}

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new TextEncoder().encode(`csrf:${secret}`), HMAC, false, [
    'sign',
    'verify',
  ]);
}

function message(salt: Uint8Array, sessionToken: string): Uint8Array<ArrayBuffer> {
  return concat(salt, new TextEncoder().encode(sessionToken));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function decode(token: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(token)) return null;
  try {
    const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
