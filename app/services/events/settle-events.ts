import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import { backoffMs, deferralMs, MAX_ATTEMPTS, MAX_DEFERRALS, MAX_TAKEOVERS } from './backoff.ts';
import type { ClaimedEvent } from './claim-events.ts';
import type { Failure } from './classify-failure.ts';
import { appended, type HistoryEntry } from './history.ts';

export interface EventsToSettle {
  events: readonly ClaimedEvent[];
  /** Of the claim; who lost it in the meantime changes nothing. */
  token: string;
  now: Date;
}

export function finishEvents(db: QueryBuilder, { events, token, now }: EventsToSettle, outcome: string) {
  return db.execute(sql`
    update events
       set status = 'done', outcome = ${outcome}, finished_at = ${now.toISOString()}::timestamptz,
           lease_token = null, lease_until = null
     where ${isClaimed(events, token)}`);
}

/** Due as they were, with no failure counted: somebody else is at the same object. */
export function putBackEvents(db: QueryBuilder, { events, token }: EventsToSettle) {
  return db.execute(sql`
    update events set status = 'pending', lease_token = null, lease_until = null
     where ${isClaimed(events, token)}`);
}

/** One more failure: later again, or dead after the last. */
export function failEvents(db: QueryBuilder, { events, token, now }: EventsToSettle, failure: Failure) {
  const fates = events.map((event) => fateOf(event, failure, now));
  return db.execute(sql`
    update events e
       set status = fate.status, attempts = fate.attempts, deferrals = fate.deferrals, run_after = fate.run_after,
           last_error = ${failure.message}, history = ${appended(sql`e.history`, sql`fate.entry`)},
           finished_at = fate.finished_at, lease_token = null, lease_until = null
      from jsonb_to_recordset(${JSON.stringify(fates)}::jsonb)
        as fate (id uuid, status text, attempts integer, deferrals integer, run_after timestamptz,
                 finished_at timestamptz, entry jsonb)
     where e.id = fate.id and e.lease_token = ${token}::uuid`);
}

/** Whether this failure is the event's last. */
export function isLastTry(event: ClaimedEvent, { kind }: Failure): boolean {
  if (hasKilledTooOften(event)) return true;
  return kind === 'own' ? event.attempts + 1 >= MAX_ATTEMPTS : event.deferrals + 1 >= MAX_DEFERRALS;
}

export function hasKilledTooOften({ takeovers }: ClaimedEvent): boolean {
  return takeovers >= MAX_TAKEOVERS;
}

function fateOf(event: ClaimedEvent, failure: Failure, now: Date) {
  const isOwn = failure.kind === 'own';
  const attempts = event.attempts + (isOwn ? 1 : 0);
  const deferrals = event.deferrals + (isOwn ? 0 : 1);
  const dead = isLastTry(event, failure);
  const delayMs = isOwn ? backoffMs(attempts) : deferralMs(deferrals, failure.retryAfterMs);
  const entry: HistoryEntry = {
    at: now.toISOString(),
    what: dead ? 'parked' : isOwn ? 'failed' : 'deferred',
    error: failure.message,
  };
  return {
    id: event.id,
    attempts,
    deferrals,
    status: dead ? 'dead' : 'pending',
    run_after: new Date(now.getTime() + (dead ? 0 : delayMs)).toISOString(),
    finished_at: dead ? now.toISOString() : null,
    entry,
  };
}

function isClaimed(events: readonly ClaimedEvent[], token: string) {
  const ids = JSON.stringify(events.map(({ id }) => id));
  return sql`id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb)) and lease_token = ${token}::uuid`;
}
