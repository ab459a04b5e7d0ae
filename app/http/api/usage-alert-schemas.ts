import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';

const instant = z.iso.datetime();
const exactNumber = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const units = exactNumber.meta({ description: 'Units; bytes for data_transfer_bytes' });
const majorUnits = exactNumber.meta({ description: 'Major unit of `currency`, as it was at the crossing' });

const shared = {
  id: z.guid(),
  threshold_percent: z.int(),
  period_start: instant,
  crossed_at: instant,
  recovered_at: instant.nullable().meta({ description: 'When it was taken back; null while it stands' }),
};

export const usageAlertSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('limit'),
      ...shared,
      metric: z.enum(METRICS),
      quantity: units,
      included_units: units,
    }),
    z.object({
      kind: z.literal('budget'),
      ...shared,
      budget_id: z.guid(),
      budget_name: z.string(),
      basis: z.enum(['actual', 'forecast']),
      currency: z.enum(CURRENCIES),
      spent: majorUnits,
      budget: majorUnits,
    }),
  ])
  .meta({ id: 'UsageAlert' });

export const usageAlertListSchema = z
  .object({ alerts: z.array(usageAlertSchema).meta({ description: 'The latest crossing first' }) })
  .meta({ id: 'UsageAlertList' });

export type UsageAlertJson = z.infer<typeof usageAlertSchema>;
export type UsageAlertListJson = z.infer<typeof usageAlertListSchema>;
