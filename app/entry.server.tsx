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
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-store');
  return new Response(body, { status: hasFailed ? 500 : status, headers });
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
