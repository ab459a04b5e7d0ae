import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import { METRICS } from '../../domain/metric.ts';

const MAX_PERIODS = 12;
const WHOLE = 'must be a whole number of units, as a number or in digits';

const quantity = z
  .union([z.int().min(0), z.string().regex(/^\d{1,18}$/)], { error: WHOLE })
  .transform(BigInt)
  .refine((units) => units <= 10n ** 18n, 'must be at most 10^18');

export const simulatePlansSchema = z.strictObject({
  periods: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MAX_PERIODS, `must be at most ${MAX_PERIODS}`)
    .default(MAX_PERIODS)
    .meta({ description: 'How many of the last closed periods are replayed' }),
  quantities: z
    .strictObject({
      impressions: quantity.optional(),
      api_calls: quantity.optional(),
      data_transfer_bytes: quantity.optional(),
    })
    .refine((given) => METRICS.some((metric) => given[metric] !== undefined), 'must name a metric')
    .optional()
    .meta({ description: 'One made-up period instead; a metric left out stays at its average' }),
});

export type SimulatePlansInput = z.output<typeof simulatePlansSchema>;

/** Throws `invalid_value` with the path of every field that is wrong. */
export function parseSimulatePlans(body: unknown): SimulatePlansInput {
  const parsed = simulatePlansSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BillingError('invalid_value', 'Some values are not right.', {
    fields: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'body', message })),
  });
}
