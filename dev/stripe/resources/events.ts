import { route } from '../server/router.ts';
import type { EventRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { toEvent } from '../state/views.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, list, text } from '../wire/params.ts';

const RETENTION_SECONDS = 30 * 86_400;
const MAX_TYPES = 20;

const listFields = {
  ...pageParams,
  created: rangeParam(),
  delivery_success: boolean(),
  type: text(),
  types: list(text()),
};

function matchesType(type: string, pattern: string): boolean {
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function wasDelivered(store: Store, event: EventRecord): boolean {
  return store.deliveries.by('event', event.id).every((delivery) => delivery.status === 'delivered');
}

export const eventRoutes = [
  route('GET', '/v1/events', listFields, (ctx, params) => {
    if (params.type !== undefined && params.types !== undefined) {
      throw invalidRequest('You may not specify both `type` and `types`.', { param: 'type' });
    }
    if ((params.types?.length ?? 0) > MAX_TYPES) {
      throw invalidRequest(`You may specify at most ${MAX_TYPES} types.`, { param: 'types' });
    }
    const patterns = params.types ?? (params.type === undefined ? null : [params.type]);
    const found = ctx.store.events
      .newestFirst()
      .filter(
        (event) =>
          event.created > ctx.now - RETENTION_SECONDS &&
          (patterns === null || patterns.some((pattern) => matchesType(event.type, pattern))) &&
          inRange(event.created, params.created) &&
          (params.delivery_success === undefined ||
            wasDelivered(ctx.store, event) === params.delivery_success),
      );
    return listOf(found, params, '/v1/events', (event) => toEvent(ctx.store, event));
  }),
  route('GET', '/v1/events/:id', {}, (ctx, _params, path) => {
    const event = ctx.store.events.get(path.id());
    if (!event) throw noSuch('event', path.id(), 'id', 'path');
    return toEvent(ctx.store, event);
  }),
  route('GET', '/v2/core/events/:id', {}, (ctx, _params, path) => {
    const event = ctx.store.thinEvents.get(path.id());
    if (!event) throw noSuch('event', path.id(), 'id', 'path');
    return event;
  }),
];
