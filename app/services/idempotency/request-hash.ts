import { toJson } from '../audit/to-json.ts';

export interface HashedRequest {
  method: string;
  /** With its query: another query is another request. */
  path: string;
  body: unknown;
}

/** SHA-256 in hex over method, path and body; the order of an object's keys and the spaces between do not count. */
export async function hashRequest({ method, path, body }: HashedRequest): Promise<string> {
  const text = `${method}\n${path}\n${canonicalJson(body)}`;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(toJson(value ?? null), (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
