import { z } from 'zod';
import { CURRENCIES } from '../../domain/money.ts';

const instant = z.iso.datetime();
const exactNumber = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const units = exactNumber.meta({ description: 'Units; bytes for data_transfer_bytes' });
const majorUnits = exactNumber.meta({ description: 'Major unit of `currency`' });

function band(of: typeof units) {
  return { p10: of, p50: of, p90: of };
}

function perMetric<S extends z.ZodType>(schema: S) {
  return z.object({ impressions: schema, api_calls: schema, data_transfer_bytes: schema });
}

const metricForecast = z.object({
  ...band(units),
  days: z
    .array(z.object({ day: z.iso.date(), ...band(units) }))
    .meta({ description: 'Units of the period by the end of each day ahead, today first' }),
});

const pastError = z
  .object({
    mean_percent: exactNumber.meta({
      description: 'By how much earlier P50s missed, of what came in these periods',
    }),
    periods: z.int(),
  })
  .nullable();

export const usageForecastSchema = z
  .object({
    period: z.object({ start: instant, end: instant.meta({ description: 'Exclusive' }) }),
    as_of: instant.meta({ description: 'Up to when usage is known' }),
    currency: z.enum(CURRENCIES),
    base_fee: majorUnits,
    minimum_commitment: majorUnits.nullable().meta({
      description:
        'The least that the period costs; in `total` by its true-up, unless the plan was changed within the period: what is due then a person says',
    }),
    so_far: z
      .object({ units: perMetric(units), usage_charge: majorUnits, total: majorUnits })
      .meta({ description: '`total`: with the flat fee, without the true-up to a minimum commitment' }),
    unavailable_reason: z.enum(['too_early', 'no_history']).nullable().meta({
      description: 'Why there is no forecast: before day 3 of the period, or too little usage known',
    }),
    forecast: z
      .object({
        units: perMetric(metricForecast),
        usage_charge: z.object(band(majorUnits)).meta({ description: 'Each path rated through the tiers' }),
        total: z
          .object(band(majorUnits))
          .meta({ description: 'With the flat fee and the true-up to a minimum commitment, before tax' }),
      })
      .nullable()
      .meta({ description: 'At the end of the period: P10, P50 and P90' }),
    past_error: perMetric(pastError).meta({
      description: 'Of earlier periods when as much of them had passed; null while none can be compared',
    }),
  })
  .meta({ id: 'UsageForecast' });

export type UsageForecastJson = z.infer<typeof usageForecastSchema>;
