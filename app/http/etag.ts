/** A strong validator of these bytes, or of whatever text stands for them. */
export async function strongEtag(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `"${Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

/** Whether `If-None-Match` names the validator; compared weakly, as RFC 9110 says for this header. */
export function isNotModified(headers: Headers, etag: string): boolean {
  const header = headers.get('if-none-match');
  if (header === null) return false;
  const opaque = withoutWeak(etag);
  return header.split(',').some((part) => part.trim() === '*' || withoutWeak(part.trim()) === opaque);
}

function withoutWeak(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
