import { data } from '@remix-run/cloudflare';
import type { GuardArgs } from '../auth/guards.ts';
import { createLogger } from '../config/logger.ts';
import { errorFields } from '../http/error-fields.ts';
import { errorToPage } from '../http/page-error.ts';

/** What an error boundary knows of a failure: enough to quote, nothing of its cause. */
export interface PageFailure {
  requestId: string;
}

/**
 * Runs a page's one service call. Refusals become the page of their status; a fault is logged and becomes the 500 page
 * with the id of this very request, which a client navigation could not learn otherwise.
 */
export async function loadPage<T>({ context, request }: GuardArgs, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = errorToPage(error, context.requestId);
    if (refusal instanceof Response) throw refusal;
    const logger = createLogger({ requestId: context.requestId, path: new URL(request.url).pathname });
    logger.error('page failed', errorFields(error));
    throw data({ requestId: context.requestId } satisfies PageFailure, { status: 500 });
  }
}
