import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import type { ServiceContext } from '../context.ts';
import type { Claim, IdempotentRequest, StoredAnswer } from './idempotent-request.ts';
import { releaseKey } from './release-key.ts';

/** Longer than any request works; after it a repeat may take over what a dead one has begun. */
const LEASE_MS = 60_000;
const KEPT_MS = 30 * 86_400_000;

/** Who holds the key now. `reused`: it stands for another request. */
export type ClaimOutcome =
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'working'; retryAfterMs: number }
  | { kind: 'reused' };

const keyRow = z.object({
  request_hash: z.string(),
  state: z.enum(['working', 'done']),
  response_status: z.number().nullable(),
  response_headers: z.record(z.string(), z.string()).nullable(),
  response_body: z.string().nullable(),
  lease_token: z.string().nullable(),
  locked_until: z.coerce.date().nullable(),
});

/**
 * The first writer wins, by the unique key and nothing else. An expired key is as good as new; one whose request died
 * (its lease has run out, no answer stands) goes to a repeat of the same request. The second statement sees what the
 * first has waited for, also another's row; both are one trip.
 */
export async function claimKey(ctx: ServiceContext, request: IdempotentRequest): Promise<ClaimOutcome> {
  const leaseToken = ctx.newId();
  const claim = { ...request, leaseToken };
  const now = instantSql(ctx.now);
  const lockedUntil = instantSql(new Date(ctx.now.getTime() + LEASE_MS));
  const expiresAt = instantSql(new Date(ctx.now.getTime() + KEPT_MS));
  const take = () =>
    ctx.db.batch({ kind: 'system' }, (db) => [
      db.execute(sql`
        insert into billing_idempotency as i
          (scope, key, request_hash, state, lease_token, locked_until, created_at, expires_at)
        values (${request.scope}, ${request.key}, ${request.requestHash}, 'working', ${leaseToken}::uuid,
          ${lockedUntil}, ${now}, ${expiresAt})
        on conflict (scope, key) do update set
          request_hash = excluded.request_hash, state = 'working', lease_token = excluded.lease_token,
          locked_until = excluded.locked_until, created_at = excluded.created_at, expires_at = excluded.expires_at,
          response_status = null, response_headers = null, response_body = null
          where i.expires_at <= ${now}
            or (i.state = 'working' and i.locked_until <= ${now} and i.request_hash = excluded.request_hash)`),
      db.execute(sql`
        select request_hash, state, response_status, response_headers, response_body, lease_token::text, locked_until
        from billing_idempotency where scope = ${request.scope} and key = ${request.key}`),
    ]);
  try {
    const [, { rows }] = await take();
    return toOutcome(ctx, claim, rows);
  } catch (error) {
    // The answer may be lost after the statement was done; the key must not wait for a lease that nobody knows of.
    await releaseKey(ctx, claim).catch(() => undefined);
    throw error;
  }
}

function toOutcome(ctx: ServiceContext, claim: Claim, rows: readonly unknown[]): ClaimOutcome {
  // Released between the two statements: whoever had it refused the request, and a repeat may begin at once.
  if (rows.length === 0) return { kind: 'working', retryAfterMs: 0 };
  const row = keyRow.parse(rows[0]);
  if (row.lease_token === claim.leaseToken) return { kind: 'claimed', claim };
  if (row.request_hash !== claim.requestHash) return { kind: 'reused' };
  if (row.state === 'working') {
    const leftMs = (row.locked_until?.getTime() ?? 0) - ctx.now.getTime();
    return { kind: 'working', retryAfterMs: Math.max(leftMs, 0) };
  }
  const { response_status: status, response_headers: headers, response_body: body } = row;
  return { kind: 'answered', answer: { status: status ?? 200, headers: headers ?? {}, body: body ?? '' } };
}
