import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';
import {
  type AlertThresholds,
  DEFAULT_ALERT_THRESHOLDS,
} from '../../domain/reconciliation/alert-thresholds.ts';

const integer = z.string().transform(BigInt);

/** The thresholds of a run as they are stored: numbers as texts. What is left out, or was not known then, is the default. */
export const alertThresholdsRow = z
  .object({
    units: z.partialRecord(z.enum(METRICS), integer).default({}),
    amounts: z.partialRecord(z.enum(CURRENCIES), integer).default({}),
  })
  .transform(
    ({ units, amounts }): AlertThresholds => ({
      units: { ...DEFAULT_ALERT_THRESHOLDS.units, ...units },
      amounts: { ...DEFAULT_ALERT_THRESHOLDS.amounts, ...amounts },
    }),
  );
