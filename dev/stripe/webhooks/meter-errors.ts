import type { Context } from '../context.ts';
import { emitThin } from './emit.ts';

export interface MeterError {
  readonly meter: string | null;
  readonly code:
    | 'archived_meter'
    | 'meter_event_customer_not_found'
    | 'meter_event_invalid_value'
    | 'meter_event_no_customer_defined'
    | 'meter_event_value_too_many_digits'
    | 'no_meter';
  readonly message: string;
  /** The idempotency key of the request that brought the event. */
  readonly request: string;
}

const WINDOW_SECONDS = 10;
const SAMPLES = 10;

/** Tells of events that could not be counted, by the thin events that Stripe sends: one for each meter. */
export function reportMeterErrors(ctx: Context, errors: readonly MeterError[]): void {
  for (const [meter, ofMeter] of groupBy(errors, (error) => error.meter)) report(ctx, meter, ofMeter);
}

function report(ctx: Context, meter: string | null, errors: readonly MeterError[]): void {
  const end = ctx.now - (ctx.now % WINDOW_SECONDS);
  const noun = errors.length === 1 ? 'is 1 invalid event' : `are ${errors.length} invalid events`;
  emitThin(ctx, {
    type: meter === null ? 'v1.billing.meter.no_meter_found' : 'v1.billing.meter.error_report_triggered',
    relatedObject:
      meter === null ? null : { id: meter, type: 'billing.meter', url: `/v1/billing/meters/${meter}` },
    data: {
      developer_message_summary: `There ${noun}`,
      reason: {
        error_count: errors.length,
        error_types: groupBy(errors, (error) => error.code).map(([code, ofCode]) => ({
          code,
          error_count: ofCode.length,
          sample_errors: ofCode.slice(0, SAMPLES).map(({ message, request }) => ({
            error_message: message,
            request: { identifier: request },
          })),
        })),
      },
      validation_start: toIso(end - WINDOW_SECONDS),
      validation_end: toIso(end),
    },
  });
}

function groupBy<T, K>(values: readonly T[], key: (value: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return [...groups];
}

function toIso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
