import type {
  ActionFunctionArgs,
  AppLoadContext,
  EntryContext,
  LoaderFunctionArgs,
} from '@remix-run/cloudflare';
import { RemixServer } from '@remix-run/react';
import { renderToReadableStream } from 'react-dom/server';
import { NonceProvider } from './components/nonce.ts';
import { createLogger } from './config/logger.ts';
import { errorFields } from './http/error-fields.ts';
import './http/load-context.ts';

/** The whole page before the first byte: nothing is deferred, and a failed render still becomes a 500 page. */
export default async function handleDocument(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { nonce, requestId }: AppLoadContext,
): Promise<Response> {
  let hasFailed = false;
  const body = await renderToReadableStream(
    <NonceProvider value={nonce}>
      <RemixServer context={remixContext} url={request.url} nonce={nonce} />
    </NonceProvider>,
    {
      nonce,
      signal: request.signal,
      onError(error: unknown) {
        hasFailed = true;
        createLogger({ requestId }).error('render failed', errorFields(error));
      },
    },
  );
  await body.allReady;
  headers.set('Content-Type', 'text/html; charset=utf-8');
  keepPrivate(headers);
  return new Response(body, { status: hasFailed ? 500 : status, headers });
}

/** The same for the data of a client navigation. */
export function handleDataRequest(response: Response): Response {
  keepPrivate(response.headers);
  return response;
}

/** A page shows one account's money: no cache may hand it to the next person at the same browser. */
function keepPrivate(headers: Headers): void {
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-store');
}

/** What no loader turned into a page of its own. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  if (request.signal.aborted) return;
  const logger = createLogger({ requestId: context.requestId, path: new URL(request.url).pathname });
  logger.error('page failed', errorFields(error));
}
