import {
  customerOf,
  type EventTarget,
  eventTarget,
  paymentIntentOf,
  thinEventTarget,
} from './event-target.ts';
import { field, instantOf, isJsonObject, type JsonObject, text } from './json.ts';

/** A delivered event, of API v1 ("snapshot") or v2 ("thin"), of any API version. */
export interface WebhookEvent {
  stripeEventId: string;
  type: string;
  apiVersion: string | null;
  livemode: boolean;
  objectType: string | null;
  objectId: string | null;
  stripeCustomerId: string | null;
  createdAt: Date;
  target: EventTarget | null;
  /** When the target ceased to exist, for a deletion: it may not be there to be read any more. */
  targetDeletedAt: Date | null;
  /** Of a charge, refund or dispute: what its invoice is found by. */
  paymentIntentId: string | null;
}

/** Null when the body is JSON but no event. Throws `SyntaxError` when it is not JSON. */
export function toWebhookEvent(rawBody: string): WebhookEvent | null {
  return payloadToEvent(JSON.parse(rawBody));
}

/** The same of a payload that was parsed already, as Stripe's list of events gives it. */
export function payloadToEvent(payload: unknown): WebhookEvent | null {
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

type Subject = Pick<
  WebhookEvent,
  'objectType' | 'objectId' | 'stripeCustomerId' | 'target' | 'targetDeletedAt' | 'paymentIntentId'
>;

function relatedObject(payload: JsonObject): Omit<Subject, 'target'> {
  const related = field(payload, 'related_object');
  return {
    objectType: text(related?.type),
    objectId: text(related?.id),
    stripeCustomerId: null,
    targetDeletedAt: null,
    paymentIntentId: null,
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
    stripeCustomerId: customerOf(event.data),
    target,
    targetDeletedAt: isDeletion ? (instantOf(object?.ended_at) ?? event.createdAt) : null,
    paymentIntentId: paymentIntentOf(event.data),
  };
}
