import type { AppLoadContext } from '@remix-run/cloudflare';
import { ConfigurationError } from '../config/env.ts';
import { createLogger, type Logger } from '../config/logger.ts';
import { type Bindings, type Runtime, runtimeOf } from '../config/runtime.ts';
import { discardBody } from './body.ts';
import { errorFields } from './error-fields.ts';
import { refuseFrameworkParameters, toFrameworkRequest } from './framework-request.ts';
import { errorToProblem, isRefusal, problemResponse } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { createNonce, setSecurityHeaders } from './security-headers.ts';

const WEBHOOK_PATH = '/api/v1/webhooks/stripe';
const API_PREFIX = '/api/';

/** Stripe gets no page, and there are many events: drawing a nonce for each would cost as much as checking it. */
const NO_PAGE = '';

/** The framework would take any other for a fault of ours. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

export interface Surfaces {
  webhook(request: Request, context: { runtime: Runtime; requestId: string }): Promise<Response>;
  remix(request: Request, context: AppLoadContext): Promise<Response>;
}

/** One request of the web Worker, from configuration to log line. Nothing is served while configuration is incomplete. */
export async function handleRequest(
  request: Request,
  bindings: Bindings,
  surfaces: Surfaces,
): Promise<Response> {
  const startedAt = Date.now();
  const requestId = requestIdOf(request.headers);
  const logger = createLogger({ requestId });
  const url = new URL(request.url);
  const { pathname } = url;
  const response = await answer({ request, url, bindings, surfaces, requestId, logger });
  await discardBody(request);
  if (!isStoredWebhook(pathname, response)) {
    logger.info('request', {
      method: request.method,
      path: pathname,
      status: response.status,
      durationMs: Date.now() - startedAt,
    });
  }
  return response;
}

/** Its row says when it came and what became of it; a line beside it would cost more than checking its signature. */
function isStoredWebhook(pathname: string, response: Response): boolean {
  return pathname === WEBHOOK_PATH && response.status === 200;
}

interface AnswerInput {
  request: Request;
  url: URL;
  bindings: Bindings;
  surfaces: Surfaces;
  requestId: string;
  logger: Logger;
}

async function answer(input: AnswerInput): Promise<Response> {
  const { bindings, requestId, logger } = input;
  let runtime: Runtime;
  try {
    runtime = runtimeOf(bindings);
  } catch (error) {
    return refuseConfiguration(error, { requestId, logger });
  }
  const nonce = input.url.pathname === WEBHOOK_PATH ? NO_PAGE : createNonce();
  const response = await route({ ...input, runtime, nonce });
  return finish(response, { runtime, nonce, requestId });
}

async function route(input: AnswerInput & { runtime: Runtime; nonce: string }): Promise<Response> {
  const { request, url, bindings, surfaces, requestId, logger, runtime, nonce } = input;
  const { pathname } = url;
  const isApi = pathname.startsWith(API_PREFIX);
  try {
    if (pathname === WEBHOOK_PATH) return await surfaces.webhook(request, { runtime, requestId });
    if (!METHODS.includes(request.method)) return unknownMethod(requestId);
    if (isApi && pathname.endsWith('.data')) return unknownAddress(requestId);
    if (isApi) refuseFrameworkParameters(url);
    const response = await surfaces.remix(toFrameworkRequest(request, url), {
      runtime,
      requestId,
      now: await runtime.clock.now(),
      nonce,
      assets: bindings.ASSETS ?? null,
    });
    return isApi ? ensureProblem(response, requestId) : response;
  } catch (error) {
    if (!isRefusal(error)) logger.error('request failed', errorFields(error));
    return errorToProblem(error, requestId);
  }
}

function refuseConfiguration(
  error: unknown,
  { requestId, logger }: { requestId: string; logger: Logger },
): Response {
  if (!(error instanceof ConfigurationError)) {
    logger.error('request failed', errorFields(error));
    return errorToProblem(error, requestId);
  }
  logger.error('configuration incomplete', { problems: JSON.stringify(error.problems) });
  const names = error.problems.map(({ name }) => name).join(', ');
  return problemResponse(requestId, {
    code: 'configuration',
    detail: `The service is not configured: ${names}.`,
  });
}

/** The framework answers a few requests itself; the API speaks problem+json there too. */
function ensureProblem(response: Response, requestId: string): Response {
  const { headers, status } = response;
  const isOurs = headers.get('content-type')?.startsWith('application/') && !headers.has('x-remix-error');
  if (status < 400 || isOurs) return response;
  if (status === 404) return unknownAddress(requestId);
  return errorToProblem(new Error(`Unexpected status ${status}`), requestId);
}

function unknownMethod(requestId: string): Response {
  return problemResponse(requestId, {
    code: 'method_not_allowed',
    detail: 'Nothing here knows this method.',
    headers: { Allow: METHODS.join(', ') },
  });
}

function unknownAddress(requestId: string): Response {
  return problemResponse(requestId, { code: 'not_found', detail: 'There is nothing at this address.' });
}

/** Headers of a fetched or redirecting response may be immutable, hence the copy. */
function finish(
  response: Response,
  { runtime, nonce, requestId }: { runtime: Runtime; nonce: string; requestId: string },
): Response {
  const finished = new Response(response.body, response);
  finished.headers.set('X-Request-Id', requestId);
  setSecurityHeaders(finished.headers, {
    nonce,
    appEnv: runtime.env.APP_ENV,
    isPage: response.headers.get('content-type')?.startsWith('text/html') ?? false,
  });
  return finished;
}
