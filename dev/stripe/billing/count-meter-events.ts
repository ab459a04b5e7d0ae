import type { Context } from '../context.ts';
import type { Meter, MeterEventRecord } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { type MeterError, reportMeterErrors } from '../webhooks/meter-errors.ts';
import { formatDecimal, parseDecimal } from '../wire/decimal.ts';
import { addUsage } from './usage.ts';

/** An event may be stamped so far ahead. */
export const MAX_AHEAD_SECONDS = 5 * 60;
/** What is longer is no longer exact as the numbers that summaries show. */
const MAX_DIGITS = 15;
const TIMER = { kind: 'meter_events', subject: 'all' } as const;

/** Takes an event in. It is counted once the lag is over, or by an invoice that is finalized before. */
export function acceptMeterEvent(
  ctx: Context,
  event: Omit<MeterEventRecord, 'receivedAt' | 'countsAt' | 'counted'>,
): void {
  const countsAt = ctx.now + ctx.account.meterLagSeconds;
  ctx.store.meterEvents.put({ ...event, receivedAt: ctx.now, countsAt, counted: null });
  if (countsAt <= ctx.now) countDueMeterEvents(ctx);
  else if (!ctx.store.timers.get(`${TIMER.kind}|${TIMER.subject}`)) setTimer(ctx, { ...TIMER, at: countsAt });
}

export function countDueMeterEvents(ctx: Context): void {
  count(ctx, (event) => (event.countsAt ?? 0) <= ctx.now);
}

/** What was accepted by now belongs to an invoice that is finalized now, counted or not. */
export function countAcceptedMeterEvents(ctx: Context): void {
  count(ctx, (event) => event.receivedAt <= ctx.now);
}

function count(ctx: Context, isDue: (event: MeterEventRecord) => boolean): void {
  const waiting = ctx.store.meterEvents.by('waiting', 'yes');
  if (waiting.length === 0) return;
  const errors: MeterError[] = [];
  const left = waiting.filter((event) => !isDue(event));
  for (const event of waiting.filter(isDue)) {
    const counted = countOne(ctx, event);
    if ('code' in counted) errors.push(counted);
    ctx.store.meterEvents.put({ ...event, countsAt: null, counted: 'code' in counted ? null : counted });
  }
  setTimer(ctx, { ...TIMER, at: left[0]?.countsAt ?? null });
  reportMeterErrors(ctx, errors);
}

/** An event that cannot be counted was accepted all the same; an error report tells of it. */
function countOne(
  ctx: Context,
  event: MeterEventRecord,
): MeterError | NonNullable<MeterEventRecord['counted']> {
  const named = ctx.store.meters.by('event_name', event.eventName);
  const meter = named.find((candidate) => candidate.status === 'active');
  const error = (code: MeterError['code'], message: string): MeterError => ({
    meter: named[0]?.id ?? null,
    code,
    message,
    request: event.request,
  });
  if (named[0] === undefined) return error('no_meter', `No meter has the event name ${event.eventName}.`);
  if (!meter) return error('archived_meter', `The meter of the event name ${event.eventName} is archived.`);
  const { customer, value } = read(meter, event);
  const customerKey = meter.customer_mapping.event_payload_key;
  const valueKey = meter.value_settings.event_payload_key;
  if (customer === undefined) {
    return error(
      'meter_event_no_customer_defined',
      `Customer mapping key ${customerKey} not found in payload.`,
    );
  }
  if (!ctx.store.customers.get(customer))
    return error('meter_event_customer_not_found', `No customer has the id ${customer}.`);
  if (value === undefined)
    return error('meter_event_invalid_value', `Value key ${valueKey} not found in payload.`);
  if (digitsOf(value) > MAX_DIGITS)
    return error(
      'meter_event_value_too_many_digits',
      `The value in the event payload can have at most ${MAX_DIGITS} digits. Received ${value}.`,
    );
  const decimal = parseDecimal(value);
  if (decimal === null)
    return error('meter_event_invalid_value', `The value of ${valueKey} is not a number: ${value}.`);
  addUsage(ctx, { meter, customer, timestamp: event.timestamp, value: decimal });
  return { meter: meter.id, customer, value: formatDecimal(decimal) };
}

/** How many digits are left of a number without the zeros that lead it; of what is no number, none. */
function digitsOf(value: string): number {
  return /^-?[\d.]+$/.test(value) ? value.replace(/^-?[0.]*/, '').replace('.', '').length : 0;
}

function read(meter: Meter, { payload }: MeterEventRecord) {
  const isCount = meter.default_aggregation.formula === 'count';
  const said = (key: string) => (Object.hasOwn(payload, key) ? payload[key] : undefined);
  return {
    customer: said(meter.customer_mapping.event_payload_key),
    value: said(meter.value_settings.event_payload_key) ?? (isCount ? '1' : undefined),
  };
}
