import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { parseInput } from '../parse-input.ts';

const MAX_PERIODS = 12;
const MAX_UNITS = 10n ** 18n;
const PERIODS = `must be a whole number from 1 to ${MAX_PERIODS}`;
const UNITS =
  'must be a whole number of units from 0 to 10^18; as a JSON number below 2^53, else in digits, such as "62000000"';

/** Units and no more than a price is sure to rate; without a sign, a point or an exponent. */
const quantity = z
  .union([z.int(UNITS).min(0, UNITS), z.string(UNITS).regex(/^\d{1,19}$/, UNITS)], { error: UNITS })
  .transform(BigInt)
  .refine((units) => units <= MAX_UNITS, UNITS);

export const simulatePlansSchema = z.strictObject({
  periods: z
    .int(PERIODS)
    .min(1, PERIODS)
    .max(MAX_PERIODS, PERIODS)
    .default(MAX_PERIODS)
    .meta({ description: 'How many of the last closed periods are replayed' }),
  quantities: z
    .strictObject(
      {
        impressions: quantity.optional(),
        api_calls: quantity.optional(),
        data_transfer_bytes: quantity.optional(),
      },
      { error: ({ code }) => (code === 'invalid_type' ? 'must be a JSON object' : undefined) },
    )
    .refine((given) => METRICS.some((metric) => given[metric] !== undefined), {
      error: `must name one at least of ${METRICS.join(', ')}`,
      when: ({ issues }) => issues.length === 0,
    })
    .optional()
    .meta({ description: 'One made-up period instead; a metric left out stays at its average' }),
});

export type SimulatePlansInput = z.output<typeof simulatePlansSchema>;

/** Throws `invalid_value` with the path of every field that is wrong. */
export function parseSimulatePlans(body: unknown): SimulatePlansInput {
  return parseInput(simulatePlansSchema, body);
}
