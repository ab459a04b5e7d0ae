import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';

const integer = z.string().transform(BigInt);

/** The thresholds of a run as they are stored: numbers as texts. */
export const alertThresholdsRow = z.object({
  units: z.record(z.enum(METRICS), integer),
  amounts: z.record(z.enum(CURRENCIES), integer),
});
