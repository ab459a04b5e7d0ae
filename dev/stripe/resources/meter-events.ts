import { acceptMeterEvent, MAX_AHEAD_SECONDS } from '../billing/count-meter-events.ts';
import type { Period } from '../billing/period.ts';
import { aggregateUsage, removeUsage } from '../billing/usage.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireMeter } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Meter, MeterEvent } from '../state/records.ts';
import { formatDecimal, requireDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { object, oneOf, type ParsedFields, required, stringMap, text, timestamp } from '../wire/params.ts';

const DAY_SECONDS = 86_400;
const MAX_AGE_SECONDS = 35 * DAY_SECONDS;
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
  const identifier = params.identifier ?? newId(ctx, 'mevt', 32);
  const recent = ctx.store.meterEvents.get(identifier);
  if (recent && recent.receivedAt > ctx.now - IDENTIFIER_SECONDS) {
    throw invalidRequest(`An event already exists with identifier ${identifier}.`);
  }
  ctx.store.meterEvents.delete(identifier);
  acceptMeterEvent(ctx, {
    id: identifier,
    eventName: params.event_name,
    payload: params.payload,
    timestamp: at,
    request: ctx.request?.idempotencyKey ?? ctx.request?.id ?? '',
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

/** Identifiers are kept for a rolling day; the oldest come first, so this stops at the first that is young. */
function forgetOldEvents(ctx: Context): void {
  for (const event of ctx.store.meterEvents.values()) {
    if (event.receivedAt > ctx.now - IDENTIFIER_SECONDS) return;
    ctx.store.meterEvents.delete(event.id);
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
  const event = ctx.store.meterEvents.get(identifier);
  if (!event || event.eventName !== params.event_name || event.receivedAt <= ctx.now - IDENTIFIER_SECONDS) {
    throw invalidRequest(
      `No meter event with identifier ${identifier} was received within the last 24 hours.`,
      {
        param: 'cancel[identifier]',
        code: 'resource_missing',
      },
    );
  }
  if (event.counted) {
    const { customer, value } = event.counted;
    const meter = requireMeter(ctx, event.counted.meter, 'event_name', 'parameter');
    removeUsage(ctx, { meter, customer, timestamp: event.timestamp, value: requireDecimal(value) });
  }
  ctx.store.meterEvents.put({ ...event, countsAt: null, counted: null });
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
  const whole = { start: params.start_time, end: params.end_time };
  const reach = reachOfUsage(ctx, meter);
  return (window === undefined ? [whole] : windowsOf(overlap(whole, reach), step).reverse())
    .map((period) => ({
      id: `mtrusg_test_${meter.id.slice(-12)}${customer.slice(-8)}${period.start}x${period.end}`,
      object: 'billing.meter_event_summary' as const,
      aggregated_value: Number(formatDecimal(aggregateUsage(ctx, meter, customer, overlap(period, reach)))),
      end_time: period.end,
      livemode: false,
      meter: meter.id,
      start_time: period.start,
    }))
    .filter((summary) => window === undefined || summary.aggregated_value !== 0);
}

/** The whole days outside of which no usage of a meter can lie, however wide a range is asked for. */
function reachOfUsage(ctx: Context, meter: Meter): Period {
  const earliest = meter.created - ctx.account.meterLagSeconds - MAX_AGE_SECONDS;
  const latest = ctx.now + MAX_AHEAD_SECONDS;
  return { start: earliest - (earliest % DAY_SECONDS), end: latest - (latest % DAY_SECONDS) + DAY_SECONDS };
}

function overlap(a: Period, b: Period): Period {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

function windowsOf({ start, end }: Period, step: number): Period[] {
  const count = Math.max(0, Math.ceil((end - start) / step));
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * step,
    end: start + (index + 1) * step,
  }));
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
