import { type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import type { ServiceContext } from '../context.ts';
import { type ClaimOutcome, claimKey } from './claim-key.ts';
import { completeKey, isClaimLost } from './complete-key.ts';
import { idOfRequest } from './id-of-request.ts';
import type { Claim, IdempotentRequest, StoredAnswer } from './idempotent-request.ts';
import { releaseKey } from './release-key.ts';

/** Nobody waits for a whole lease: the work is usually done sooner. */
const MAX_RETRY_AFTER_MS = 5_000;

export interface IdempotentWork {
  /** For the row that the work makes: the same at each try of the request, so that a repeat after a crash finds it. */
  id: string;
  /**
   * Stores the answer in the batch of the effect, so that neither exists without the other; put it first. Who does
   * not use it must be idempotent by itself, because a crash between effect and answer repeats the work.
   */
  complete(db: QueryBuilder, answer: StoredAnswer): BatchItem<'pg'>;
}

export interface IdempotentAnswer {
  answer: StoredAnswer;
  replayed: boolean;
}

/**
 * Does the work of a request once, whoever repeats it: the first to come works, the others get its answer, or are told
 * to come again while there is none (`idempotency_in_progress`). The same key for another request is refused
 * (`idempotency_key_reused`). Whatever the work throws, and an answer of 5xx, is not kept: it may be tried again.
 * Without a key (null) the work is done each time.
 */
export async function runIdempotent(
  ctx: ServiceContext,
  request: IdempotentRequest | null,
  work: (tools: IdempotentWork) => Promise<StoredAnswer>,
): Promise<IdempotentAnswer> {
  if (request === null) {
    return { answer: await work({ id: ctx.newId(), complete: doNothing }), replayed: false };
  }
  const outcome = await claimKey(ctx, request);
  if (outcome.kind === 'answered') return { answer: outcome.answer, replayed: true };
  if (outcome.kind !== 'claimed') throw refusalOf(outcome);
  return { answer: await doWork(ctx, outcome.claim, work), replayed: false };
}

async function doWork(
  ctx: ServiceContext,
  claim: Claim,
  work: (tools: IdempotentWork) => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  let stored = false;
  try {
    const answer = await work({
      id: await idOfRequest(claim),
      complete(db, given) {
        stored = true;
        return completeKey(db, claim, given);
      },
    });
    if (stored) return answer;
    if (answer.status >= 500) await releaseKey(ctx, claim);
    else await ctx.db.batch({ kind: 'system' }, (db) => [completeKey(db, claim, answer)]);
    return answer;
  } catch (error) {
    if (isClaimLost(error)) throw refusalOf({ kind: 'working', retryAfterMs: 0 }, error);
    // The first error is the one to tell; a key that cannot be released now is free when its lease ends.
    await releaseKey(ctx, claim).catch(() => undefined);
    throw error;
  }
}

function refusalOf(
  outcome: Exclude<ClaimOutcome, { kind: 'claimed' | 'answered' }>,
  cause?: unknown,
): BillingError {
  if (outcome.kind === 'reused') {
    return new BillingError(
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Send a new key.',
    );
  }
  return new BillingError(
    'idempotency_in_progress',
    'The first request with this Idempotency-Key is still being answered. Try again shortly.',
    { cause, retryAfterMs: Math.min(Math.max(outcome.retryAfterMs, 1_000), MAX_RETRY_AFTER_MS) },
  );
}

const NOTHING: SQL = sql`select 1`;

function doNothing(db: QueryBuilder): BatchItem<'pg'> {
  return db.execute(NOTHING);
}
