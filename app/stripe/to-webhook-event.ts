import { type EventTarget, eventTarget, thinEventTarget } from './event-target.ts';
import { field, instantOf, isJsonObject, type JsonObject, text } from './json.ts';

/** A delivered event, of API v1 ("snapshot") or v2 ("thin"), of any API version. */
export interface WebhookEvent {
  stripeEventId: string;
  type: string;
  apiVersion: string | null;
  livemode: boolean;
  objectType: string | null;
  objectId: string | null;
  createdAt: Date;
  target: EventTarget | null;
  /** When the target ceased to exist, for a deletion: it may not be there to be read any more. */
  targetDeletedAt: Date | null;
}

/** Null when the body is JSON but no event. Throws `SyntaxError` when it is not JSON. */
export function toWebhookEvent(rawBody: string): WebhookEvent | null {
  const payload: unknown = JSON.parse(rawBody);
  if (!isJsonObject(payload)) return null;
  const stripeEventId = text(payload.id);
  const type = text(payload.type);
  const createdAt = instantOf(payload.created);
  if (stripeEventId === null || type === null || createdAt === null) return null;
  const envelope = {
    stripeEventId,
    type,
    createdAt,
    apiVersion: text(payload.api_version),
    livemode: payload.livemode === true,
  };
  if (payload.object === 'v2.core.event') {
    return { ...envelope, ...relatedObject(payload), target: thinEventTarget(type, stripeEventId) };
  }
  const data = field(payload, 'data');
  if (payload.object !== 'event' || data === null) return null;
  return { ...envelope, ...snapshotObject({ type, data, createdAt }) };
}

type Subject = Pick<WebhookEvent, 'objectType' | 'objectId' | 'target' | 'targetDeletedAt'>;

function relatedObject(payload: JsonObject): Omit<Subject, 'target'> {
  const related = field(payload, 'related_object');
  return {
    objectType: text(related?.type),
    objectId: text(related?.id),
    targetDeletedAt: null,
  };
}

function snapshotObject(event: { type: string; data: JsonObject; createdAt: Date }): Subject {
  const object = field(event.data, 'object');
  const objectId = text(object?.id);
  const target = eventTarget(event.type, event.data);
  const isDeletion = event.type.endsWith('.deleted') && target?.id === objectId;
  return {
    objectType: text(object?.object),
    objectId,
    target,
    targetDeletedAt: isDeletion ? (instantOf(object?.ended_at) ?? event.createdAt) : null,
  };
}
