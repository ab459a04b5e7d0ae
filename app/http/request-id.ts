const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/** Cloudflare's ray id or the caller's own id when it is fit for logs and headers, else a new one. */
export function requestIdOf(headers: Headers): string {
  for (const name of ['cf-ray', 'x-request-id']) {
    const value = headers.get(name);
    if (value !== null && SANE.test(value)) return value;
  }
  return crypto.randomUUID();
}
