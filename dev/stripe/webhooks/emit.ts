import { API_VERSION, type Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { WebhookEndpoint } from '../state/records.ts';
import { changedFields } from './changed-fields.ts';

/** Records that something happened to `object`, and a delivery for each endpoint that listens to it. */
export function emit(ctx: Context, type: string, object: { object: string }, before?: object): void {
  const previous = before === undefined ? undefined : changedFields(before, object);
  const event = ctx.store.events.put({
    id: newId(ctx, 'evt', 24),
    object: 'event',
    api_version: API_VERSION,
    created: ctx.now,
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    request: { id: ctx.request?.id ?? null, idempotency_key: ctx.request?.idempotencyKey ?? null },
    type,
  });
  scheduleDeliveries(ctx, event.id, type);
}

/** A thin event, sent only to endpoints that name its type. */
export function emitThin(
  ctx: Context,
  event: {
    type: string;
    relatedObject: { id: string; type: string; url: string } | null;
    data: Record<string, unknown>;
  },
): void {
  const { id } = ctx.store.thinEvents.put({
    id: newId(ctx, 'evt_test', 40),
    object: 'v2.core.event',
    created: new Date(ctx.now * 1000).toISOString(),
    livemode: false,
    type: event.type,
    ...(event.relatedObject ? { related_object: event.relatedObject } : {}),
    ...(ctx.request?.idempotencyKey
      ? {
          reason: {
            type: 'request',
            request: { id: ctx.request.id, idempotency_key: ctx.request.idempotencyKey },
          },
        }
      : {}),
    data: event.data,
  });
  scheduleDeliveries(ctx, id, event.type);
}

function scheduleDeliveries(ctx: Context, eventId: string, type: string): void {
  for (const endpoint of ctx.store.webhookEndpoints.values()) {
    if (listensTo(endpoint, type)) scheduleDelivery(ctx, endpoint, eventId, type);
  }
}

export function scheduleDelivery(
  ctx: Context,
  endpoint: WebhookEndpoint,
  eventId: string,
  type: string,
): void {
  ctx.store.deliveries.put({
    id: newId(ctx, 'whd', 24),
    event: eventId,
    endpoint: endpoint.id,
    eventType: type,
    status: 'pending',
    attempts: [],
    nextAttemptAt: ctx.now,
    createdAt: ctx.now,
  });
}

function listensTo(endpoint: WebhookEndpoint, type: string): boolean {
  if (endpoint.status !== 'enabled') return false;
  if (endpoint.enabled_events.includes(type)) return true;
  return endpoint.enabled_events.includes('*') && !type.startsWith('v1.');
}
