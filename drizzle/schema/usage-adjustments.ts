import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { customerId, instant, units } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/**
 * What we added to or took from an hour, signed and with its reason; never changed, only reversed by another one. The
 * sum over an hour stands in `usage_records.adjusted_quantity`, written in the same statement.
 */
export const usageAdjustments = pgTable(
  'usage_adjustments',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    metric: text('metric').notNull(),
    hour: instant('hour').notNull(),
    quantityDelta: units('quantity_delta').notNull(),
    reason: text('reason').notNull(),
    note: text('note').notNull(),
    /** Whoever asks names what it asks for: the same key again is the same adjustment. */
    sourceKey: text('source_key').notNull(),
    reversesId: uuid('reverses_id'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('usage_adjustments_source_key_unique').on(t.sourceKey),
    unique('usage_adjustments_reverses_id_unique').on(t.reversesId),
    index('usage_adjustments_customer_id_created_at_index').on(t.customerId, t.createdAt.desc(), t.id),
    index('usage_adjustments_hour_index').on(t.customerId, t.metric, t.hour),
    check(
      'usage_adjustments_metric_known',
      sql`metric in ('impressions', 'api_calls', 'data_transfer_bytes')`,
    ),
    check('usage_adjustments_delta_not_zero', sql`${t.quantityDelta} <> 0`),
    check(
      'usage_adjustments_reason_known',
      sql`${t.reason} in ('invalid_traffic', 'correction', 'reversal')`,
    ),
    check(
      'usage_adjustments_reversal_names_its_own',
      sql`(${t.reason} = 'reversal') = (reverses_id is not null)`,
    ),
    ...systemWrittenTenantPolicies('usage_adjustments'),
  ],
).enableRLS();
