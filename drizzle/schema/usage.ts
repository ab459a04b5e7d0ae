import { sql } from 'drizzle-orm';
import { check, date, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { budgets } from './budgets.ts';
import { currencyCode, customerId, instant, minorUnits, units } from './columns.ts';
import { customers } from './customers.ts';
import { internalPolicies, publicPolicies, systemWrittenTenantPolicies } from './policies.ts';

const knownMetric = sql`metric in ('impressions', 'api_calls', 'data_transfer_bytes')`;

/**
 * Metered units of one customer, metric and UTC hour. `quantity` is what the replica last said, `adjustedQuantity` the
 * sum of our own signed adjustments (invalid traffic), `billableQuantity` both together, never below zero: what is
 * rated, rolled up and reported. `reportedQuantity` is what the outbox has taken for Stripe so far; it differs from the
 * billable one exactly while a delta is due. No index but the key: a change that no index sees leaves them all alone, and
 * costs half as much; the days with hours to report are marked in `usage_daily`. No foreign key of its own, which would cost a third of the sync: each hour
 * has its day in `usage_daily`, and that one has.
 */
export const usageRecords = pgTable(
  'usage_records',
  {
    customerId: customerId(),
    metric: text('metric').notNull(),
    hour: instant('hour').notNull(),
    quantity: units('quantity').notNull(),
    adjustedQuantity: units('adjusted_quantity').notNull().default(sql`0`),
    billableQuantity: units('billable_quantity')
      .notNull()
      .generatedAlwaysAs(sql`greatest(quantity + adjusted_quantity, 0)`),
    reportedQuantity: units('reported_quantity').notNull().default(sql`0`),
    reportSequence: integer('report_sequence').notNull().default(0),
    sourceUpdatedAt: instant('source_updated_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'usage_records_pkey', columns: [t.customerId, t.metric, t.hour] }),
    check('usage_records_metric_known', knownMetric),
    check('usage_records_quantity_not_negative', sql`${t.quantity} >= 0`),
    check('usage_records_hour_whole', sql`${t.hour} = date_trunc('hour', ${t.hour}, 'UTC')`),
    ...systemWrittenTenantPolicies('usage_records'),
  ],
).enableRLS();

/**
 * Billable units per UTC day: the sum of `usage_records`, written in the same statement as the hours. `revision` counts
 * those changes; `reportedRevision` is the one up to which every hour of the day was taken for Stripe. Only a day where
 * they differ can have an hour with a delta due. It need not have one: a day is looked at once too often, never too seldom.
 */
export const usageDaily = pgTable(
  'usage_daily',
  {
    customerId: customerId().references(() => customers.id),
    metric: text('metric').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    quantity: units('quantity').notNull(),
    revision: integer('revision').notNull().default(1),
    reportedRevision: integer('reported_revision').notNull().default(0),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'usage_daily_pkey', columns: [t.customerId, t.metric, t.day] }),
    index('usage_daily_unreported_index')
      .on(t.day, t.customerId, t.metric)
      .where(sql`revision <> reported_revision`),
    check('usage_daily_metric_known', knownMetric),
    ...systemWrittenTenantPolicies('usage_daily'),
  ],
).enableRLS();

/** How far the replica has been read, by its `updated_at`. Public: a publisher's page says how fresh its figures are. */
export const syncWatermarks = pgTable(
  'sync_watermarks',
  {
    source: text('source').primaryKey(),
    watermark: instant('watermark').notNull(),
    /** End of the last finished sync; what `as_of` shows. */
    finishedAt: instant('finished_at').notNull(),
  },
  () => publicPolicies('sync_watermarks'),
).enableRLS();

/** Replica rows that could not be taken, with the reason; resolved when a later good row for the same key arrives. */
export const usageQuarantine = pgTable(
  'usage_quarantine',
  {
    customerId: customerId(),
    metric: text('metric').notNull(),
    hour: instant('hour').notNull(),
    quantity: text('quantity').notNull(),
    reason: text('reason').notNull(),
    sourceUpdatedAt: instant('source_updated_at').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    primaryKey({ name: 'usage_quarantine_pkey', columns: [t.customerId, t.metric, t.hour] }),
    index('usage_quarantine_open_index').on(t.lastSeenAt).where(sql`resolved_at is null`),
    ...internalPolicies('usage_quarantine'),
  ],
).enableRLS();

/**
 * Meter events on their way to Stripe. `identifier` is deterministic (customer, metric, hour, sequence), so a repeated
 * send within Stripe's 24 hours counts once. `held` rows belong to a closed period and never go to the meter.
 */
export const usageOutbox = pgTable(
  'usage_outbox',
  {
    identifier: text('identifier').primaryKey(),
    customerId: customerId().references(() => customers.id),
    metric: text('metric').notNull(),
    hour: instant('hour').notNull(),
    quantityDelta: units('quantity_delta').notNull(),
    status: text('status').notNull(),
    /** Until when Stripe surely still bills the hour; null when it was held from the start. */
    sendBefore: instant('send_before'),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    /** Until when one sender has the row for itself. */
    leaseUntil: instant('lease_until'),
    firstSentAt: instant('first_sent_at'),
    /** When it may have gone last: from then on Stripe needs time to count it. */
    lastSentAt: instant('last_sent_at'),
    acceptedAt: instant('accepted_at'),
    lastError: text('last_error'),
    /** Of a held row: the adjustment of its period that took it up. */
    adjustmentId: uuid('adjustment_id'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('usage_outbox_customer_metric_hour_identifier_unique').on(
      t.customerId,
      t.metric,
      t.hour,
      t.identifier,
    ),
    index('usage_outbox_due_index').on(t.runAfter, t.hour, t.identifier).where(sql`status = 'pending'`),
    index('usage_outbox_unsettled_index')
      .on(t.customerId, t.metric, t.hour)
      .where(sql`status = 'held' and adjustment_id is null`),
    index('usage_outbox_refused_index').on(t.customerId, t.metric, t.hour).where(sql`status = 'failed'`),
    index('usage_outbox_adjustment_id_index').on(t.adjustmentId),
    check('usage_outbox_status_known', sql`${t.status} in ('pending', 'accepted', 'held', 'failed')`),
    check('usage_outbox_delta_not_zero', sql`${t.quantityDelta} <> 0`),
    ...systemWrittenTenantPolicies('usage_outbox'),
  ],
).enableRLS();

/**
 * A limit or a budget's step crossed, once for each per period. Of a limit: `metric`, `quantity` and `includedUnits`; of
 * a budget: `budgetId`, `basis` and the amounts as they were at the crossing, in the budget's currency.
 */
export const usageAlerts = pgTable(
  'usage_alerts',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    metric: text('metric'),
    budgetId: uuid('budget_id').references(() => budgets.id),
    /** Whether what is used or what is expected crossed it. */
    basis: text('basis').notNull().default('actual'),
    thresholdPercent: integer('threshold_percent').notNull(),
    periodStart: instant('period_start').notNull(),
    quantity: units('quantity'),
    includedUnits: units('included_units'),
    currency: currencyCode(),
    spentMinor: minorUnits('spent_minor'),
    budgetMinor: minorUnits('budget_minor'),
    crossedAt: instant('crossed_at').notNull(),
    recoveredAt: instant('recovered_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('usage_alerts_crossing_unique').on(t.customerId, t.metric, t.thresholdPercent, t.periodStart),
    unique('usage_alerts_budget_crossing_unique').on(t.budgetId, t.basis, t.thresholdPercent, t.periodStart),
    index('usage_alerts_customer_id_period_start_index').on(t.customerId, t.periodStart),
    index('usage_alerts_created_at_index').on(t.createdAt),
    check('usage_alerts_basis_known', sql`${t.basis} in ('actual', 'forecast')`),
    check(
      'usage_alerts_of_limit_or_budget',
      sql`case when ${t.budgetId} is null then num_nulls(${t.metric}, ${t.quantity}, ${t.includedUnits}) = 0
        else num_nulls(${t.currency}, ${t.spentMinor}, ${t.budgetMinor}) = 0 and ${t.metric} is null end`,
    ),
    ...systemWrittenTenantPolicies('usage_alerts'),
  ],
).enableRLS();
