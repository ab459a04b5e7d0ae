import { addUsage, aggregateUsage, removeUsage } from '../billing/usage.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireMeter } from '../state/lookups.ts';
import type { Meter, MeterEvent } from '../state/records.ts';
import { recordMeterError } from '../webhooks/meter-errors.ts';
import { formatDecimal, parseDecimal, requireDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { createId } from '../wire/ids.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { object, oneOf, type ParsedFields, required, stringMap, text, timestamp } from '../wire/params.ts';

const DAY_SECONDS = 86_400;
const MAX_AGE_SECONDS = 35 * DAY_SECONDS;
const MAX_AHEAD_SECONDS = 5 * 60;
const IDENTIFIER_SECONDS = DAY_SECONDS;

const createFields = {
  event_name: required(text(100)),
  identifier: text(100),
  payload: required(stringMap()),
  timestamp: timestamp(),
};

function createMeterEvent(ctx: Context, params: ParsedFields<typeof createFields>): MeterEvent {
  const at = params.timestamp ?? ctx.now;
  if (at < ctx.now - MAX_AGE_SECONDS) {
    throw invalidRequest('The timestamp must be within the past 35 calendar days.', {
      param: 'timestamp',
    });
  }
  if (at > ctx.now + MAX_AHEAD_SECONDS) {
    throw invalidRequest('The timestamp must be no more than 5 minutes in the future.', {
      param: 'timestamp',
    });
  }
  const identifier = params.identifier ?? createId('mevt', 32);
  const recent = ctx.store.recentMeterEvents.get(identifier);
  if (recent && recent.receivedAt > ctx.now - IDENTIFIER_SECONDS) {
    throw invalidRequest(`An event already exists with identifier ${identifier}.`);
  }
  const counted = count(ctx, { eventName: params.event_name, payload: params.payload, at, identifier });
  if (recent) ctx.store.recentMeterEvents.delete(identifier);
  ctx.store.recentMeterEvents.put({
    id: identifier,
    eventName: params.event_name,
    meter: counted?.meter ?? null,
    customer: counted?.customer ?? null,
    timestamp: at,
    value: counted?.value ?? '0',
    receivedAt: ctx.now,
  });
  forgetOldEvents(ctx);
  return {
    object: 'billing.meter_event',
    created: ctx.now,
    event_name: params.event_name,
    identifier,
    livemode: false,
    payload: params.payload,
    timestamp: at,
  };
}

/** An event that cannot be counted is accepted all the same; Stripe tells of it later, in an error report. */
function count(
  ctx: Context,
  given: { eventName: string; payload: Record<string, string>; at: number; identifier: string },
): { meter: string; customer: string; value: string } | null {
  const { eventName, payload, at, identifier } = given;
  const named = ctx.store.meters.by('event_name', eventName);
  const meter = named.find((candidate) => candidate.status === 'active');
  if (!meter) {
    recordMeterError(ctx, {
      meter: named[0]?.id ?? null,
      code: named[0] ? 'archived_meter' : 'no_meter',
      eventName,
      payload,
      identifier,
    });
    return null;
  }
  const customer = payload[meter.customer_mapping.event_payload_key];
  const report = (code: string) =>
    recordMeterError(ctx, { meter: meter.id, code, eventName, payload, identifier });
  if (customer === undefined) return report('meter_event_no_customer_defined');
  if (!ctx.store.customers.get(customer)) return report('meter_event_customer_not_found');
  const raw = payload[meter.value_settings.event_payload_key];
  if (raw === undefined && meter.default_aggregation.formula !== 'count')
    return report('meter_event_value_not_found');
  const value = parseDecimal(raw ?? '1');
  if (value === null) return report('meter_event_invalid_value');
  addUsage(ctx, { meter, customer, timestamp: at, value });
  return { meter: meter.id, customer, value: formatDecimal(value) };
}

/** Identifiers are kept for a rolling day; the oldest come first, so this stops at the first that is young. */
function forgetOldEvents(ctx: Context): void {
  for (const event of ctx.store.recentMeterEvents.values()) {
    if (event.receivedAt > ctx.now - IDENTIFIER_SECONDS) return;
    ctx.store.recentMeterEvents.delete(event.id);
  }
}

const adjustmentFields = {
  event_name: required(text(100)),
  type: required(oneOf('cancel')),
  cancel: object({ identifier: text(100) }),
};

function createAdjustment(ctx: Context, params: ParsedFields<typeof adjustmentFields>): object {
  const identifier = params.cancel?.identifier;
  if (identifier === undefined) {
    throw invalidRequest('Missing required param: cancel[identifier].', {
      param: 'cancel[identifier]',
      code: 'parameter_missing',
    });
  }
  const event = ctx.store.recentMeterEvents.get(identifier);
  if (!event || event.eventName !== params.event_name || event.receivedAt <= ctx.now - IDENTIFIER_SECONDS) {
    throw invalidRequest(
      `No meter event with identifier ${identifier} was received within the last 24 hours.`,
      {
        param: 'cancel[identifier]',
        code: 'resource_missing',
      },
    );
  }
  const meter = event.meter === null ? undefined : ctx.store.meters.get(event.meter);
  if (meter && event.customer !== null) {
    const { customer, timestamp: at } = event;
    removeUsage(ctx, { meter, customer, timestamp: at, value: requireDecimal(event.value) });
    ctx.store.recentMeterEvents.put({ ...event, meter: null });
  }
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name: params.event_name,
    livemode: false,
    status: 'pending',
    type: 'cancel',
  };
}

const summaryFields = {
  ...pageParams,
  customer: required(text()),
  start_time: required(timestamp()),
  end_time: required(timestamp()),
  value_grouping_window: oneOf('day', 'hour'),
};

const ALIGNMENT = { minute: 60, hour: 3_600, day: DAY_SECONDS };

function summaries(ctx: Context, meter: Meter, params: ParsedFields<typeof summaryFields>) {
  const window = params.value_grouping_window;
  const step = ALIGNMENT[window ?? 'minute'];
  for (const param of ['start_time', 'end_time'] as const) {
    if (params[param] % step !== 0) {
      throw invalidRequest(`\`${param}\` must be aligned with ${window ?? 'minute'} boundaries.`, { param });
    }
  }
  if (params.end_time <= params.start_time) {
    throw invalidRequest('`end_time` must be after `start_time`.', { param: 'end_time' });
  }
  const customer = requireCustomer(ctx, params.customer, 'customer', 'parameter').id;
  const periods = [];
  const length = window === undefined ? params.end_time - params.start_time : step;
  for (let start = params.start_time; start < params.end_time; start += length) {
    periods.push({ start, end: start + length });
  }
  return periods
    .reverse()
    .map((period) => ({
      id: `mtrusg_test_${meter.id.slice(-12)}${customer.slice(-8)}${period.start}x${period.end}`,
      object: 'billing.meter_event_summary' as const,
      aggregated_value: Number(formatDecimal(aggregateUsage(ctx, meter, customer, period))),
      end_time: period.end,
      livemode: false,
      meter: meter.id,
      start_time: period.start,
    }))
    .filter((summary) => window === undefined || summary.aggregated_value !== 0);
}

export const meterEventRoutes = [
  route('POST', '/v1/billing/meter_events', createFields, createMeterEvent),
  route('POST', '/v1/billing/meter_event_adjustments', adjustmentFields, createAdjustment),
  route('GET', '/v1/billing/meters/:id/event_summaries', summaryFields, (ctx, params, path) => {
    const meter = requireMeter(ctx, path.id(), 'id', 'path');
    return listOf(
      summaries(ctx, meter, params),
      params,
      `/v1/billing/meters/${meter.id}/event_summaries`,
      (summary) => summary,
    );
  }),
];
