import { sql } from 'drizzle-orm';
import { check, date, index, numeric, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { customerId, instant, units } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/** What was forecast for a period's end, once a UTC day: what later tells how far forecasts are off. Never changed. */
export const usageForecasts = pgTable(
  'usage_forecasts',
  {
    customerId: customerId().references(() => customers.id),
    metric: text('metric').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    /** The part of the period that had passed, from 0 to 1. */
    elapsedShare: numeric('elapsed_share', { precision: 7, scale: 6 }).notNull(),
    p10: units('p10').notNull(),
    p50: units('p50').notNull(),
    p90: units('p90').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'usage_forecasts_pkey', columns: [t.customerId, t.metric, t.day] }),
    index('usage_forecasts_day_index').on(t.day),
    check('usage_forecasts_ordered', sql`${t.p10} <= ${t.p50} and ${t.p50} <= ${t.p90}`),
    ...systemWrittenTenantPolicies('usage_forecasts'),
  ],
).enableRLS();
