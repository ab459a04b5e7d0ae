import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';
import type { AlertThresholds } from '../../domain/reconciliation/alert-thresholds.ts';
import { parseInput } from '../../services/parse-input.ts';
import type { RunRequest, RunTrigger } from '../../services/reconciliation/run.ts';

const DAY_MS = 86_400_000;
const MAX_RANGE_DAYS = 366;
const PLACES = 4;

const tolerance = z
  .number({ error: 'must be a number from 0 to 100' })
  .min(0, 'must be a number from 0 to 100')
  .max(100, 'must be a number from 0 to 100')
  .refine((value) => Number(value.toFixed(PLACES)) === value, `may have at most ${PLACES} decimals`)
  .meta({ description: 'Percent by which units, or their price, may differ' });

const threshold = z
  .int({ error: 'must be a whole number, 0 or more' })
  .min(0, 'must be a whole number, 0 or more')
  .meta({ description: 'From so much on, 0 for every difference' });

const BOUND_MESSAGE =
  'must be an ISO-8601 date (2025-10-01) or instant with its offset (2025-10-01T00:00:00Z)';

const bound = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: BOUND_MESSAGE })
  .transform((text) => new Date(text.length === 10 ? `${text}T00:00:00.000Z` : text))
  .refine((at) => at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2200, 'must lie between 2000 and 2200')
  .meta({ description: 'ISO-8601 date or instant', format: 'date-time' });

/** The body of `POST /billing/reconcile`. An unknown field is refused: a misspelt one would compare something else. */
export const reconcileSchema = z
  .strictObject({
    tolerance_percent: tolerance.optional(),
    meter_tolerances: z.partialRecord(z.enum(METRICS), tolerance).optional(),
    alert_units: z
      .partialRecord(z.enum(METRICS), threshold)
      .optional()
      .meta({ description: 'From so many units on staff is told, by meter' }),
    alert_amounts: z
      .partialRecord(z.enum(CURRENCIES), threshold)
      .optional()
      .meta({ description: 'From so many minor units on staff is told, by currency' }),
    customer_id: z.guid('must be a uuid').optional(),
    period_start: bound.optional(),
    period_end: bound.optional().meta({ description: 'Exclusive' }),
  })
  .superRefine(({ period_start: start, period_end: end }, issues) => {
    const issue = (path: string, message: string) =>
      issues.addIssue({ code: 'custom', path: [path], message });
    if ((start === undefined) !== (end === undefined)) {
      issue(start === undefined ? 'period_start' : 'period_end', 'is required with the other bound');
    }
    if (start === undefined || end === undefined) return;
    if (start >= end) issue('period_start', 'must be before period_end');
    else if (end.getTime() - start.getTime() > MAX_RANGE_DAYS * DAY_MS) {
      issue('period_end', `must be within ${MAX_RANGE_DAYS} days of period_start`);
    }
  });

export interface ReconcileDefaults {
  trigger: RunTrigger;
  defaultTolerance: number;
  defaultThresholds: AlertThresholds;
  now: Date;
}

/** Throws `invalid_value` with every field that is wrong. */
export function parseReconcileInput(
  body: unknown,
  { trigger, defaultTolerance, defaultThresholds, now }: ReconcileDefaults,
): RunRequest {
  const input = parseInput(reconcileSchema, body);
  const { tolerance_percent: percent = defaultTolerance, period_start: start, period_end: end } = input;
  if (start !== undefined && start >= now) {
    throw new BillingError('invalid_value', 'The request has a wrong value.', {
      fields: [{ path: 'period_start', message: 'must not lie in the future' }],
    });
  }
  const meters = Object.entries(input.meter_tolerances ?? {});
  return {
    trigger,
    tolerancePercent: percent.toFixed(PLACES),
    meterTolerances: Object.fromEntries(
      meters.flatMap(([metric, value]) => (value === undefined ? [] : [[metric, value.toFixed(PLACES)]])),
    ),
    alertThresholds: {
      units: withDefaults(input.alert_units, defaultThresholds.units),
      amounts: withDefaults(input.alert_amounts, defaultThresholds.amounts),
    },
    customerId: input.customer_id?.toLowerCase() ?? null,
    period: start === undefined || end === undefined ? null : { start, end },
  };
}

function withDefaults<K extends string>(
  given: Partial<Record<K, number>> | undefined,
  defaults: Readonly<Record<K, bigint>>,
): Record<K, bigint> {
  const named = Object.entries<number | undefined>(given ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, BigInt(value)]],
  );
  return { ...defaults, ...Object.fromEntries(named) };
}
