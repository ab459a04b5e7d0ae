import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';
import type { ClaimedEvent } from './claim-events.ts';

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
export function failEvents(db: QueryBuilder, { events, token, now }: EventsToSettle, error: string) {
  const fates = events.map(({ id, attempts }) => fateOf(id, attempts + 1, now));
  return db.execute(sql`
    update events e
       set status = fate.status, attempts = fate.attempts, run_after = fate.run_after, last_error = ${error},
           finished_at = fate.finished_at, lease_token = null, lease_until = null
      from jsonb_to_recordset(${JSON.stringify(fates)}::jsonb)
        as fate (id uuid, status text, attempts integer, run_after timestamptz, finished_at timestamptz)
     where e.id = fate.id and e.lease_token = ${token}::uuid`);
}

export function isLastAttempt({ attempts }: ClaimedEvent): boolean {
  return attempts + 1 >= MAX_ATTEMPTS;
}

/** Only takeovers count this far: an event that fails eight times is dead at once. */
export function hasKilledTooOften({ attempts }: ClaimedEvent): boolean {
  return attempts >= MAX_ATTEMPTS;
}

function fateOf(id: string, attempts: number, now: Date) {
  const dead = attempts >= MAX_ATTEMPTS;
  return {
    id,
    attempts,
    status: dead ? 'dead' : 'pending',
    run_after: new Date(now.getTime() + (dead ? 0 : backoffMs(attempts))).toISOString(),
    finished_at: dead ? now.toISOString() : null,
  };
}

function isClaimed(events: readonly ClaimedEvent[], token: string) {
  const ids = JSON.stringify(events.map(({ id }) => id));
  return sql`id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb)) and lease_token = ${token}::uuid`;
}
