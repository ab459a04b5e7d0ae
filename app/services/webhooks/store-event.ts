import { sql } from 'drizzle-orm';
import { type QueryBuilder, scopedRow } from '../../db/client.ts';
import type { WebhookEvent } from '../../stripe/to-webhook-event.ts';
import { toQueueRow } from './event-rows.ts';
import { storableJson } from './storable-json.ts';

export interface EventToStore {
  event: WebhookEvent;
  rawBody: string;
  now: Date;
  newId(): string;
}

/**
 * Stores the event and queues its work in one statement, which states its scope: neither without the other, each once however often Stripe
 * delivers. Returns the queued row; none when the event was known.
 */
export function storeEvent(db: QueryBuilder, { event, rawBody, now, newId }: EventToStore) {
  const at = now.toISOString();
  const queued = toQueueRow(event, now);
  return db.execute<{ id: string }>(sql`
    with stored as (
      insert into stripe_webhook_events
        (id, stripe_event_id, type, api_version, livemode, object_type, object_id, stripe_customer_id, payload,
         stripe_created_at, received_at)
      select ${newId()}::uuid, ${event.stripeEventId}, ${event.type}, ${event.apiVersion}, ${event.livemode}::boolean,
        ${event.objectType}, ${event.objectId}, ${event.stripeCustomerId}, ${storableJson(rawBody)}::jsonb,
        ${event.createdAt.toISOString()}::timestamptz, ${at}::timestamptz
        from ${scopedRow({ kind: 'system' })}
      on conflict (stripe_event_id) do nothing
      returning stripe_event_id
    )
    insert into events (id, kind, subject, dedupe_key, payload, status, outcome, run_after, created_at, finished_at)
    select ${newId()}::uuid, ${queued.kind}, ${queued.subject}, stored.stripe_event_id, ${queued.payload}::jsonb,
           ${queued.status}, ${queued.outcome}::text, ${at}::timestamptz, ${at}::timestamptz,
           ${queued.finishedAt}::timestamptz
      from stored
    on conflict (dedupe_key) do nothing
    returning id`);
}
