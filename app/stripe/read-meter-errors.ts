import { z } from 'zod';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { identifierOfRequest } from './send-meter-event.ts';

/** What Stripe's meters could not count, as one report tells it. */
export interface MeterErrorReading {
  type: string;
  stripeMeterId: string | null;
  summary: string;
  errorCount: number;
  errors: readonly MeterErrorKind[];
  validationStart: Date | null;
  validationEnd: Date | null;
}

export interface MeterErrorKind {
  code: string;
  count: number;
  /** A few of them; Stripe never names all. */
  samples: readonly { message: string; identifier: string }[];
}

const instant = z.coerce.date().nullable().catch(null);

/** Lenient: a report of another shape is still a report. */
const reportSchema = z.object({
  type: z.string(),
  related_object: z.object({ id: z.string() }).nullish().catch(null),
  data: z
    .object({
      developer_message_summary: z.string().catch(''),
      reason: z
        .object({
          error_count: z.coerce.number().int().catch(0),
          error_types: z
            .array(
              z.object({
                code: z.string(),
                error_count: z.coerce.number().int().catch(0),
                sample_errors: z
                  .array(
                    z.object({
                      error_message: z.string().catch(''),
                      request: z.object({ identifier: z.string().catch('') }).catch({ identifier: '' }),
                    }),
                  )
                  .catch([]),
              }),
            )
            .catch([]),
        })
        .catch({ error_count: 0, error_types: [] }),
      validation_start: instant,
      validation_end: instant,
    })
    .nullish()
    .catch(null),
});

/** The notification is thin: what it tells of is fetched by its id. Null when Stripe does not have it any more. */
export async function readMeterErrors(
  stripe: StripeClient,
  eventId: string,
): Promise<MeterErrorReading | null> {
  const event: unknown = await nullWhenMissing(stripe.v2.core.events.retrieve(eventId));
  return event === null ? null : toMeterErrors(event);
}

/** Also of the stored notification, which names the type and the meter but not the errors. */
export function toMeterErrors(event: unknown): MeterErrorReading {
  const { type, related_object: related, data } = reportSchema.parse(event);
  return {
    type,
    stripeMeterId: related?.id ?? null,
    summary: summarise(data?.developer_message_summary, data?.reason.error_types ?? []),
    errorCount: data?.reason.error_count ?? 0,
    errors: (data?.reason.error_types ?? []).map((kind) => ({
      code: kind.code,
      count: kind.error_count,
      samples: kind.sample_errors.map((sample) => ({
        message: sample.error_message,
        identifier: identifierOfRequest(sample.request.identifier),
      })),
    })),
    validationStart: data?.validation_start ?? null,
    validationEnd: data?.validation_end ?? null,
  };
}

/** Stripe's own sentence counts only; the codes say what is wrong. */
function summarise(sentence: string | undefined, kinds: readonly { code: string }[]): string {
  const codes = kinds.map(({ code }) => code).join(', ');
  return [sentence ?? 'Stripe gave no details', codes].filter((part) => part !== '').join(': ');
}
