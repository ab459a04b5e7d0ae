import type { Context } from '../context.ts';
import { emitThin } from './emit.ts';

interface MeterError {
  meter: string | null;
  code: string;
  eventName: string;
  payload: Record<string, string>;
  /** Of the meter event. */
  identifier: string;
}

/** Tells of an event that could not be counted, by the thin event that Stripe sends for it. */
export function recordMeterError(ctx: Context, error: MeterError): null {
  const start = new Date((ctx.now - (ctx.now % 10)) * 1000).toISOString();
  const end = new Date((ctx.now - (ctx.now % 10) + 10) * 1000).toISOString();
  emitThin(ctx, {
    type:
      error.meter === null ? 'v1.billing.meter.no_meter_found' : 'v1.billing.meter.error_report_triggered',
    relatedObject:
      error.meter === null
        ? null
        : { id: error.meter, type: 'billing.meter', url: `/v1/billing/meters/${error.meter}` },
    data: {
      developer_message_summary: `There is 1 invalid event: ${error.code}`,
      reason: {
        error_count: 1,
        error_types: [
          {
            code: error.code,
            error_count: 1,
            sample_errors: [
              {
                error_message: `The event ${error.eventName} could not be counted: ${error.code}.`,
                request: { identifier: error.identifier },
              },
            ],
          },
        ],
      },
      validation_start: start,
      validation_end: end,
    },
  });
  return null;
}
