import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import { payloadToEvent } from '../../stripe/to-webhook-event.ts';
import { toQueueRow } from './event-rows.ts';
import { storableJson } from './storable-json.ts';

interface SweptEvents {
  payloads: readonly object[];
  now: Date;
  newId(): string;
}

/**
 * `storeEvent` for a page of Stripe's list of events, in one statement; known ones stay as they are. They are due in
 * the order in which they happened, so that those about one invoice and its payments are claimed, and read, together.
 */
export function storeSweptEvents(db: QueryBuilder, { payloads, now, newId }: SweptEvents) {
  const rows = payloads.flatMap((payload) => toRow(payload, { now, newId }) ?? []);
  const at = sql`${now.toISOString()}::timestamptz`;
  return db.execute<{ type: string }>(sql`
    with given as (
      select * from jsonb_to_recordset(${storableJson(JSON.stringify(rows))}::jsonb) as given
        (id uuid, event_id text, type text, api_version text, livemode boolean, object_type text, object_id text,
         customer_id text, payload jsonb, created_at timestamptz, work_id uuid, kind text, subject text, work jsonb,
         status text, outcome text, finished_at timestamptz)
    ),
    stored as (
      insert into stripe_webhook_events
        (id, stripe_event_id, type, api_version, livemode, object_type, object_id, stripe_customer_id, payload,
         found_by, stripe_created_at, received_at)
      select id, event_id, type, api_version, livemode, object_type, object_id, customer_id, payload,
             'sweep', created_at, ${at}
        from given order by event_id
      on conflict (stripe_event_id) do nothing
      returning stripe_event_id
    )
    insert into events (id, kind, subject, dedupe_key, payload, status, outcome, run_after, created_at, finished_at)
    select g.work_id, g.kind, g.subject, g.event_id, g.work, g.status, g.outcome, least(g.created_at, ${at}), ${at},
      g.finished_at
      from given g join stored on stored.stripe_event_id = g.event_id
    on conflict (dedupe_key) do nothing
    returning payload ->> 'type' as type`);
}

function toRow(payload: object, { now, newId }: Pick<SweptEvents, 'now' | 'newId'>) {
  const event = payloadToEvent(payload);
  if (event === null) return null;
  const queued = toQueueRow(event, now);
  return {
    id: newId(),
    event_id: event.stripeEventId,
    type: event.type,
    api_version: event.apiVersion,
    livemode: event.livemode,
    object_type: event.objectType,
    object_id: event.objectId,
    customer_id: event.stripeCustomerId,
    payload,
    created_at: event.createdAt.toISOString(),
    work_id: newId(),
    kind: queued.kind,
    subject: queued.subject,
    work: JSON.parse(queued.payload),
    status: queued.status,
    outcome: queued.outcome,
    finished_at: queued.finishedAt,
  };
}
