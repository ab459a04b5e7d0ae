import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import type { RateLimitScope } from '../../../stripe/rate-limit.ts';
import type { ClaimedOutboxRow } from './claim-outbox.ts';

/**
 * What became of a claimed row. `released`: claimed but not sent, as if it had never been touched. `waiting`: nothing
 * can be known of it before then. `lapsed`: a repair that came too late.
 */
export type Settlement =
  | { row: ClaimedOutboxRow; outcome: 'accepted' | 'held' }
  | { row: ClaimedOutboxRow; outcome: 'rejected' | 'lapsed'; message: string }
  | { row: ClaimedOutboxRow; outcome: 'retry'; message: string; limited: RateLimitScope | null }
  | { row: ClaimedOutboxRow; outcome: 'waiting'; until: Date }
  | { row: ClaimedOutboxRow; outcome: 'released' };

const MINUTE_MS = 60_000;
const MAX_DELAY_MS = 60 * MINUTE_MS;
/** A single hiccup should not cost an hour its period, so the first repeats follow within the same run. */
const IMMEDIATE_ATTEMPTS = 2;

export function retryDelayMs(attempts: number): number {
  if (attempts <= IMMEDIATE_ATTEMPTS) return 0;
  return Math.min(MINUTE_MS * 2 ** (attempts - IMMEDIATE_ATTEMPTS - 1), MAX_DELAY_MS);
}

/** One statement for all of them. `minDelayMs` keeps what failed away from a Stripe that is down. Never repeats a 429 at once. */
export function settleOutbox(
  settlements: readonly Settlement[],
  { now, minDelayMs }: { now: Date; minDelayMs: number },
): SQL {
  const at = instantSql(now);
  const rows = settlements.map((settlement) => ({
    identifier: settlement.row.identifier,
    outcome: settlement.outcome,
    message: 'message' in settlement ? settlement.message : null,
    delay_ms: Math.max(delayMs(settlement, now), minDelayMs),
    was_sent: settlement.row.previously_sent_at !== null,
    last_sent_at: settlement.row.last_sent_at,
  }));
  return sql`
    update usage_outbox o set
      status = case s.outcome when 'accepted' then 'accepted' when 'held' then 'held'
        when 'rejected' then 'failed' when 'lapsed' then 'failed' else 'pending' end,
      accepted_at = case when s.outcome = 'accepted' then ${at} end,
      last_error = s.message,
      run_after = ${at} + s.delay_ms * interval '1 millisecond',
      lease_until = null,
      attempts = case when s.outcome in ('released', 'waiting') then o.attempts - 1 else o.attempts end,
      first_sent_at = case when s.outcome in ('released', 'held', 'lapsed') and not s.was_sent then null else o.first_sent_at end,
      last_sent_at = case when s.outcome in ('released', 'held', 'lapsed', 'waiting') then s.last_sent_at else o.last_sent_at end
    from json_to_recordset(${JSON.stringify(rows)}::json) as s
      (identifier text, outcome text, message text, delay_ms bigint, was_sent boolean,
        last_sent_at timestamptz)
    where o.identifier = s.identifier and o.status = 'pending'`;
}

function delayMs(settlement: Settlement, now: Date): number {
  if (settlement.outcome === 'retry') {
    const delay = retryDelayMs(settlement.row.attempts);
    return settlement.limited === null ? delay : Math.max(delay, MINUTE_MS);
  }
  if (settlement.outcome === 'waiting') return settlement.until.getTime() - now.getTime();
  return 0;
}
