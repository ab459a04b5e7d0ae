import type { IdempotentRequest } from './idempotent-request.ts';

const UUID_BYTES = 16;

/** The same uuid (version 8) for each try of one request: what it makes is made once, also across a crash. */
export async function idOfRequest({ scope, key, requestHash }: IdempotentRequest): Promise<string> {
  const text = new TextEncoder().encode(`${scope}\n${key}\n${requestHash}`);
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', text)).slice(0, UUID_BYTES);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
