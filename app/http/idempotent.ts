import type { ServiceContext } from '../services/context.ts';
import type { StoredAnswer } from '../services/idempotency/idempotent-request.ts';
import { hashRequest } from '../services/idempotency/request-hash.ts';
import { type IdempotentWork, runIdempotent } from '../services/idempotency/run-idempotent.ts';
import { scopeOfKey } from '../services/idempotency/scope-of-key.ts';
import { REPLAYED_HEADER, readIdempotencyKey } from './idempotency-key.ts';

const NO_CONTENT = 204;

export interface IdempotentHandler {
  request: Request;
  /** Whether a request without `Idempotency-Key` is refused (400) or simply done. */
  required: boolean;
  /** The parsed body, already found good: what is refused before any work is not kept under the key. */
  body: unknown;
  /** Does it and says what to answer. Store the answer with the effect by `tools.complete` wherever one batch does it. */
  work(tools: IdempotentWork): Promise<StoredAnswer>;
  /** What a repeat gets in place of the stored answer, e.g. the result that a 202 promised; null for the stored one. */
  replay?(stored: StoredAnswer): Promise<StoredAnswer | null>;
}

/**
 * The answer of a mutating endpoint under its Idempotency-Key: the work is done once, a repeat gets the same bytes with
 * `Idempotent-Replayed: true`. Call it after the guard and after the body was parsed.
 */
export async function answerIdempotently(
  ctx: ServiceContext,
  { request, required, body, work, replay }: IdempotentHandler,
): Promise<Response> {
  const key = readIdempotencyKey(request.headers, { required });
  const { pathname, search } = new URL(request.url);
  const { method } = request;
  const keyed =
    key === null
      ? null
      : {
          scope: scopeOfKey(ctx.actor, { method, path: pathname }),
          key,
          requestHash: await hashRequest({ method, path: `${pathname}${search}`, body }),
        };
  const { answer, replayed } = await runIdempotent(ctx, keyed, work);
  if (!replayed) return toResponse(answer, {});
  return toResponse((await replay?.(answer)) ?? answer, { [REPLAYED_HEADER]: 'true' });
}

export function emptyAnswer(): StoredAnswer {
  return { status: NO_CONTENT, headers: {}, body: '' };
}

/** JSON as it is sent and stored. */
export function jsonAnswer(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): StoredAnswer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function toResponse(answer: StoredAnswer, extra: Readonly<Record<string, string>>): Response {
  return new Response(answer.status === NO_CONTENT ? null : answer.body, {
    status: answer.status,
    headers: { 'Cache-Control': 'no-store', ...answer.headers, ...extra },
  });
}
