import { isBillingError } from '../domain/errors.ts';
import { HttpError } from './http-error.ts';

type PageProblemStatus = 403 | 404 | 400;

const STATUS_TEXT: Record<PageProblemStatus, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
};

/** What a page's loader or action throws for its error boundary, which knows it by `status`. */
export function pageProblem(status: PageProblemStatus, requestId: string): Response {
  return new Response(JSON.stringify({ requestId }), {
    status,
    statusText: STATUS_TEXT[status],
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}

/**
 * For pages: `throw errorToPage(error, requestId)`. Refusals become the page of their status; anything else stays as it
 * is and ends in the error boundary, which shows a generic text with the request id.
 */
export function errorToPage(error: unknown, requestId: string): unknown {
  if (error instanceof HttpError) {
    return pageProblem(error.code === 'csrf_token_invalid' ? 403 : 400, requestId);
  }
  if (!isBillingError(error)) return error;
  switch (error.code) {
    case 'not_found':
      return pageProblem(404, requestId);
    case 'forbidden':
      return pageProblem(403, requestId);
    case 'invalid_request':
    case 'invalid_value':
      return pageProblem(400, requestId);
    default:
      return error;
  }
}
