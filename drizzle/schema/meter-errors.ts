import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant, stripeId } from './columns.ts';
import { internalPolicies } from './policies.ts';

/** Stripe's reports on meter events that it took and could not count, one row a report. */
export const meterErrorReports = pgTable(
  'meter_error_reports',
  {
    stripeEventId: stripeId('stripe_event_id').notNull(),
    type: text('type').notNull(),
    stripeMeterId: stripeId('stripe_meter_id'),
    metric: text('metric'),
    summary: text('summary').notNull(),
    errorCount: integer('error_count').notNull(),
    /** `{ code, count, samples: [{ message, identifier, failed }] }`: `failed` names the outbox rows it stopped. */
    errors: jsonb('errors').notNull(),
    validationStart: instant('validation_start'),
    validationEnd: instant('validation_end'),
    receivedAt: instant('received_at').notNull(),
    processedAt: instant('processed_at').notNull(),
  },
  (t) => [
    unique('meter_error_reports_stripe_event_id_unique').on(t.stripeEventId),
    index('meter_error_reports_received_at_index').on(t.receivedAt),
    ...internalPolicies('meter_error_reports'),
  ],
).enableRLS();
