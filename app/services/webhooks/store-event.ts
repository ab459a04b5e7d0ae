import type { Database } from '../../db/client.ts';
import type { WebhookEvent } from '../../stripe/to-webhook-event.ts';
import { toQueueRow } from './event-rows.ts';
import { storableJson } from './storable-json.ts';

export interface EventToStore {
  event: WebhookEvent;
  rawBody: string;
  now: Date;
  newId(): string;
}

/** `store_stripe_event` of the migrations, whose plans PostgreSQL keeps: planning cost twice what inserting does. */
const STORE_EVENT =
  'select store_stripe_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)';

/**
 * Stores the event and queues its work in one statement, as the system: neither without the other, each once however
 * often Stripe delivers. Returns whether it was new.
 */
export async function storeEvent(
  db: Pick<Database, 'call'>,
  { event, rawBody, now, newId }: EventToStore,
): Promise<boolean> {
  const queued = toQueueRow(event, now);
  const isNew = await db.call({
    text: STORE_EVENT,
    values: [
      newId(),
      event.stripeEventId,
      event.type,
      event.apiVersion,
      String(event.livemode),
      event.objectType,
      event.objectId,
      event.stripeCustomerId,
      storableJson(rawBody),
      event.createdAt.toISOString(),
      now.toISOString(),
      newId(),
      queued.kind,
      queued.subject,
      queued.payload,
      queued.status,
      queued.outcome,
      queued.finishedAt,
    ],
  });
  return isNew === 't';
}
