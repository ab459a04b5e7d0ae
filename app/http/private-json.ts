import { isNotModified, strongEtag } from './etag.ts';

/** One caller's data: kept by its browser only, asked for again each time, 304 while it is the same. */
export async function privateJson(request: Request, body: unknown): Promise<Response> {
  const text = JSON.stringify(body);
  const etag = await strongEtag(text);
  const headers = {
    'Cache-Control': 'private, no-cache',
    Vary: 'Authorization, Cookie',
    ETag: etag,
  };
  if (isNotModified(request.headers, etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, 'Content-Type': 'application/json' } });
}

export function publicJson(body: unknown, init: { status?: number; cacheControl?: string } = {}): Response {
  return new Response(JSON.stringify(body), {
    status: init.status ?? 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': init.cacheControl ?? 'no-store' },
  });
}
