import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';

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

export const finishedRow = z.object({ finished_at: z.coerce.date() });
