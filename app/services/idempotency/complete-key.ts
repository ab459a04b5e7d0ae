import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import type { Claim, StoredAnswer } from './idempotent-request.ts';

/**
 * The statement that stores the answer, for the batch of the effect itself: both happen or neither. Fails the whole
 * batch when the lease was taken over, so that an effect is never done twice. Put it first.
 */
export function completeKey(db: QueryBuilder, claim: Claim, answer: StoredAnswer) {
  return db.execute(sql`
    select complete_idempotency(${claim.scope}, ${claim.key}, ${claim.leaseToken}::uuid, ${answer.status}::integer,
      ${JSON.stringify(answer.headers)}::jsonb, ${answer.body})`);
}

const CLAIM_LOST = 'BL002';

/** Whether a batch failed because a repeat of the request has taken the key over; nothing of it was written. */
export function isClaimLost(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === CLAIM_LOST) return true;
  }
  return false;
}
