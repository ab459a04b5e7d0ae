import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';

const MAX_MONTHS = 12;
const MONTHS_MESSAGE = `must be a whole number from 1 to ${MAX_MONTHS}`;

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO-8601 instant with its offset (2026-03-01T00:00:00Z)' })
  .meta({ description: 'ISO-8601 instant in the period' });

/** In a query a `+` of an offset arrives as a space; nobody means anything else by it. */
const periodStart = z.preprocess(
  (text) => (typeof text === 'string' ? text.replace(' ', '+') : text),
  instant.transform((text) => new Date(text)),
);

export const historyQuerySchema = z.object({
  months: z
    .string()
    .regex(/^[1-9]\d?$/, MONTHS_MESSAGE)
    .transform(Number)
    .refine((months) => months <= MAX_MONTHS, MONTHS_MESSAGE)
    .default(MAX_MONTHS),
});

export const metricSchema = z.enum(METRICS, { error: `must be one of ${METRICS.join(', ')}` });

export const explainQuerySchema = z.object({
  metric: metricSchema,
  period_start: periodStart.optional(),
  day: z.iso.date('must be an ISO-8601 date (2026-03-01)').optional(),
});

export const changesQuerySchema = z.object({ period_start: periodStart.optional() });

/** An alert knows only the start of its period, and not how far it went. */
export const alertsQuerySchema = z.object({
  period_start: periodStart.optional().meta({ description: 'Of the period that starts at this instant' }),
});

const LONGEST_SPAN_MS = 366 * 86_400_000;
const bound = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'must be an ISO-8601 date (2026-03-01) or instant with its offset (2026-03-01T12:00:00Z)',
  })
  .transform((text) => new Date(text.length === 10 ? `${text}T00:00:00.000Z` : text));

/** `to` is exclusive. */
export const exportQuerySchema = z
  .object({ from: bound, to: bound, metric: metricSchema.optional() })
  .superRefine(({ from, to }, issues) => {
    const span = to.getTime() - from.getTime();
    const message =
      span <= 0 ? 'must be after from' : span > LONGEST_SPAN_MS ? 'must be within 366 days of from' : null;
    if (message !== null) issues.addIssue({ code: 'custom', path: ['to'], message });
  });
