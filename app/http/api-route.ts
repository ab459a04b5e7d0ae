import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/cloudflare';
import { createLogger } from '../config/logger.ts';
import { errorFields } from './error-fields.ts';
import { HttpError } from './http-error.ts';
import { errorToProblem, isRefusal } from './problem.ts';

export type ApiArgs = LoaderFunctionArgs | ActionFunctionArgs;
export type ApiHandler = (args: ApiArgs) => Promise<Response> | Response;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
export type ApiHandlers = Readonly<Partial<Record<Method, ApiHandler>>>;

/**
 * A resource route of the API: HEAD follows GET, OPTIONS lists the methods, the rest is 405, and whatever is thrown
 * becomes problem+json. Export its two parts by name; the bundler refuses destructured exports in a route.
 */
export function apiRoute(handlers: ApiHandlers): {
  loader: (args: LoaderFunctionArgs) => Promise<Response>;
  action: (args: ActionFunctionArgs) => Promise<Response>;
} {
  const answer = (args: ApiArgs) => answerApi(handlers, args);
  return { loader: answer, action: answer };
}

async function answerApi(handlers: ApiHandlers, args: ApiArgs): Promise<Response> {
  const { request, context } = args;
  try {
    const handler = handlerOf(handlers, request.method);
    if (handler !== undefined) return await handler(args);
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: allow(handlers) });
    throw new HttpError({
      code: 'method_not_allowed',
      message: `${request.method} is not possible here.`,
      headers: allow(handlers),
    });
  } catch (error) {
    if (error instanceof Response) return error;
    const response = errorToProblem(error, context.requestId);
    if (!isRefusal(error) || response.status >= 500) {
      createLogger({ requestId: context.requestId }).error('api request failed', errorFields(error));
    }
    return response;
  }
}

function handlerOf(handlers: ApiHandlers, method: string): ApiHandler | undefined {
  const effective = method === 'HEAD' ? 'GET' : method;
  return Object.hasOwn(handlers, effective) ? handlers[effective as Method] : undefined;
}

function allow(handlers: ApiHandlers): { Allow: string } {
  const methods = Object.keys(handlers).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return { Allow: [...methods, 'OPTIONS'].join(', ') };
}
