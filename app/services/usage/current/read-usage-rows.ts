import { z } from 'zod';
import { METRICS } from '../../../domain/metric.ts';
import { CURRENCIES } from '../../../domain/money.ts';
import { minimumRow } from '../../catalog/commitment-row.ts';
import { priceRow } from '../../catalog/price-row.ts';
import { previewRow } from '../next-invoice/invoice-preview.ts';

const units = z.string().transform(BigInt);

export const subscriptionRow = z.object({
  id: z.string(),
  status: z.string(),
  cancel_at_period_end: z.boolean(),
  is_ending: z.boolean(),
  currency: z.enum(CURRENCIES),
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  ended_at: z.coerce.date().nullable(),
  plan_version: z.number(),
  plan_id: z.string(),
  plan_name: z.string(),
});

export const dailyRow = z.object({ metric: z.enum(METRICS), day: z.string(), quantity: units });
export type DailyRow = z.output<typeof dailyRow>;

/** A subscription with all that its period's usage is made of. */
export const periodUsageRow = subscriptionRow.extend({
  prices: z.array(priceRow),
  daily: z.array(dailyRow),
  /** When the last sync ended; null before the first. */
  finished_at: z.coerce.date().nullable(),
  /** Null where nothing is agreed. */
  minimum: minimumRow.nullable(),
  /** Minor units of earlier periods that wait for the next invoice. */
  awaited_minor: units,
  preview: previewRow.nullable(),
});
export type PeriodUsageRow = z.output<typeof periodUsageRow>;
