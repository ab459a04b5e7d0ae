import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireMeter } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Meter } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { object, oneOf, type ParsedFields, required, text } from '../wire/params.ts';

const createFields = {
  display_name: required(text(250)),
  event_name: required(text(100)),
  event_time_window: oneOf('day', 'hour'),
  default_aggregation: required(object({ formula: required(oneOf('count', 'last', 'sum')) })),
  customer_mapping: object({ event_payload_key: required(text(100)), type: required(oneOf('by_id')) }),
  value_settings: object({ event_payload_key: required(text(100)) }),
};

function createMeter(ctx: Context, params: ParsedFields<typeof createFields>): Meter {
  const holder = ctx.store.meters
    .by('event_name', params.event_name)
    .find((meter) => meter.status === 'active');
  if (holder) {
    throw invalidRequest(
      `There is already an active meter (${holder.id}) with the event name \`${params.event_name}\`.`,
      { param: 'event_name', code: 'resource_already_exists' },
    );
  }
  const meter = ctx.store.meters.put({
    id: newId(ctx, 'mtr_test', 32),
    object: 'billing.meter',
    created: ctx.now,
    customer_mapping: params.customer_mapping ?? { event_payload_key: 'stripe_customer_id', type: 'by_id' },
    default_aggregation: params.default_aggregation,
    display_name: params.display_name,
    event_name: params.event_name,
    event_time_window: params.event_time_window ?? null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: ctx.now,
    value_settings: params.value_settings ?? { event_payload_key: 'value' },
  });
  emit(ctx, 'billing.meter.created', meter);
  return meter;
}

function changeMeter(ctx: Context, id: string, change: Partial<Meter>, event: string): Meter {
  const before = requireMeter(ctx, id, 'id', 'path');
  const after = ctx.store.meters.put({ ...before, ...change, updated: ctx.now });
  emit(ctx, event, after, event === 'billing.meter.updated' ? before : undefined);
  return after;
}

export const meterRoutes = [
  route('POST', '/v1/billing/meters', createFields, createMeter),
  route('GET', '/v1/billing/meters', { ...pageParams, status: oneOf('active', 'inactive') }, (ctx, params) =>
    listOf(
      ctx.store.meters
        .newestFirst()
        .filter((meter) => params.status === undefined || meter.status === params.status),
      params,
      '/v1/billing/meters',
      (meter) => meter,
    ),
  ),
  route('GET', '/v1/billing/meters/:id', {}, (ctx, _params, path) =>
    requireMeter(ctx, path.id(), 'id', 'path'),
  ),
  route('POST', '/v1/billing/meters/:id', { display_name: text(250) }, (ctx, params, path) =>
    changeMeter(ctx, path.id(), params, 'billing.meter.updated'),
  ),
  route('POST', '/v1/billing/meters/:id/deactivate', {}, (ctx, _params, path) =>
    changeMeter(
      ctx,
      path.id(),
      { status: 'inactive', status_transitions: { deactivated_at: ctx.now } },
      'billing.meter.deactivated',
    ),
  ),
  route('POST', '/v1/billing/meters/:id/reactivate', {}, (ctx, _params, path) =>
    changeMeter(
      ctx,
      path.id(),
      { status: 'active', status_transitions: { deactivated_at: null } },
      'billing.meter.reactivated',
    ),
  ),
];
