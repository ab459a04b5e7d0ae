import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { currencyCode, instant, minorUnits, stripeId } from './columns.ts';
import { customers } from './customers.ts';
import { internalPolicies } from './policies.ts';

function percent(name: string) {
  return numeric(name, { precision: 7, scale: 4 });
}

/** One comparison of our books with Stripe, of everybody or of one customer. */
export const reconciliationRuns = pgTable(
  'reconciliation_runs',
  {
    /** `recon_…`, as the API shows it. */
    id: text('id').primaryKey(),
    /** nightly, api or page. */
    trigger: text('trigger').notNull(),
    requestedBy: text('requested_by').notNull(),
    status: text('status').notNull(),
    tolerancePercent: percent('tolerance_percent').notNull(),
    /** Of single meters, where it differs: metric → percent. */
    meterTolerances: jsonb('meter_tolerances').notNull(),
    /** From when a difference is told to staff: units by metric, minor units by currency; the default where left out. */
    alertThresholds: jsonb('alert_thresholds').notNull().default({}),
    customerId: uuid('customer_id').references(() => customers.id),
    periodStart: instant('period_start'),
    periodEnd: instant('period_end'),
    /** Objects made in between are compared; customers and subscriptions always are. */
    objectsFrom: instant('objects_from').notNull(),
    asOf: instant('as_of').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
    error: text('error'),
    /** The plan that was applied: its hash, by whom and why. */
    appliedPlanHash: text('applied_plan_hash'),
    appliedBy: text('applied_by'),
    appliedReason: text('applied_reason'),
    appliedAt: instant('applied_at'),
    repairFinishedAt: instant('repair_finished_at'),
  },
  (t) => [
    index('reconciliation_runs_created_at_index').on(t.createdAt.desc()),
    index('reconciliation_runs_running_index').on(t.createdAt).where(sql`status = 'running'`),
    index('reconciliation_runs_customer_id_index').on(t.customerId),
    check('reconciliation_runs_status_known', sql`${t.status} in ('running', 'succeeded', 'failed')`),
    check('reconciliation_runs_tolerance_percent', sql`${t.tolerancePercent} between 0 and 100`),
    ...internalPolicies('reconciliation_runs'),
  ],
).enableRLS();

/** A part of a run: a range of customers for usage, or one list of Stripe's. `cursor` is how far it has come. */
export const reconciliationShards = pgTable(
  'reconciliation_shards',
  {
    runId: text('run_id')
      .notNull()
      .references(() => reconciliationRuns.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    kind: text('kind').notNull(),
    fromCustomer: uuid('from_customer'),
    toCustomer: uuid('to_customer'),
    cursor: text('cursor'),
    status: text('status').notNull(),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseToken: uuid('lease_token'),
    leaseUntil: instant('lease_until'),
    /** Customer-meter-periods, or objects. */
    compared: integer('compared').notNull().default(0),
    withinTolerance: integer('within_tolerance').notNull().default(0),
    stripeCalls: integer('stripe_calls').notNull().default(0),
    /** Objects in Stripe of no customer of ours. */
    foreignObjects: integer('foreign_objects').notNull().default(0),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ name: 'reconciliation_shards_pkey', columns: [t.runId, t.position] }),
    index('reconciliation_shards_due_index').on(t.runAfter).where(sql`status = 'pending'`),
    check('reconciliation_shards_status_known', sql`${t.status} in ('pending', 'done', 'failed')`),
    ...internalPolicies('reconciliation_shards'),
  ],
).enableRLS();

/** What Stripe has listed in a run so far, to find what it did not list. Emptied when the run ends. */
export const reconciliationSeen = pgTable(
  'reconciliation_seen',
  {
    runId: text('run_id')
      .notNull()
      .references(() => reconciliationRuns.id, { onDelete: 'cascade' }),
    stripeId: stripeId('stripe_id').notNull(),
  },
  (t) => [
    primaryKey({ name: 'reconciliation_seen_pkey', columns: [t.runId, t.stripeId] }),
    ...internalPolicies('reconciliation_seen'),
  ],
).enableRLS();

/** One thing that differs. `key` names it the same in every run; values are what both sides said. */
export const reconciliationDifferences = pgTable(
  'reconciliation_differences',
  {
    id: uuid('id').primaryKey(),
    runId: text('run_id')
      .notNull()
      .references(() => reconciliationRuns.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** Both sides' values in one text: the same difference has the same fingerprint. */
    fingerprint: text('fingerprint').notNull(),
    kind: text('kind').notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    subscriptionId: uuid('subscription_id'),
    objectId: uuid('object_id'),
    stripeId: stripeId('stripe_id'),
    metric: text('metric'),
    periodStart: instant('period_start'),
    periodEnd: instant('period_end'),
    internalValue: numeric('internal_value', { precision: 38, scale: 0 }),
    stripeValue: numeric('stripe_value', { precision: 38, scale: 0 }),
    percentageDiff: percent('percentage_diff'),
    currency: currencyCode(),
    /** Ours less Stripe's, rated or as it stands. */
    amountEffectMinor: minorUnits('amount_effect_minor'),
    fields: jsonb('fields').notNull(),
    cause: text('cause').notNull(),
    evidence: jsonb('evidence').notNull(),
    alerted: boolean('alerted').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('reconciliation_differences_run_key_unique').on(t.runId, t.key),
    index('reconciliation_differences_customer_id_index').on(t.customerId),
    ...internalPolicies('reconciliation_differences'),
  ],
).enableRLS();

/** One step of an applied plan. */
export const reconciliationActions = pgTable(
  'reconciliation_actions',
  {
    runId: text('run_id')
      .notNull()
      .references(() => reconciliationRuns.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    type: text('type').notNull(),
    differenceKey: text('difference_key').notNull(),
    customerId: uuid('customer_id'),
    detail: jsonb('detail').notNull(),
    status: text('status').notNull(),
    attempts: integer('attempts').notNull().default(0),
    result: text('result'),
    lastError: text('last_error'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ name: 'reconciliation_actions_pkey', columns: [t.runId, t.position] }),
    check('reconciliation_actions_status_known', sql`${t.status} in ('pending', 'done', 'failed')`),
    ...internalPolicies('reconciliation_actions'),
  ],
).enableRLS();

/**
 * What was put before a person: a proposed credit, or a difference that no program may mend. The same difference is
 * not told again while nothing about it has changed; once a run has compared it and found it no more, its case is gone,
 * decided or not, and it is told anew when it comes back.
 */
export const reconciliationCases = pgTable(
  'reconciliation_cases',
  {
    id: uuid('id').primaryKey(),
    runId: text('run_id')
      .notNull()
      .references(() => reconciliationRuns.id),
    differenceKey: text('difference_key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** propose_credit or alert. */
    type: text('type').notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    currency: currencyCode(),
    amountMinor: minorUnits('amount_minor'),
    detail: jsonb('detail').notNull(),
    status: text('status').notNull(),
    createdAt: instant('created_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    decision: text('decision'),
    /** What the decision came to: the credit was given, it was declined, or what was done was written down. */
    outcome: text('outcome'),
    /** Of a credit: the plan that was decided on, and the adjustments that it wrote. */
    planHash: text('plan_hash'),
    adjustmentIds: jsonb('adjustment_ids'),
    goneAt: instant('gone_at'),
  },
  (t) => [
    uniqueIndex('reconciliation_cases_difference_unique')
      .on(t.differenceKey, t.fingerprint)
      .where(sql`status <> 'gone'`),
    unique('reconciliation_cases_run_unique').on(t.runId, t.differenceKey),
    index('reconciliation_cases_fingerprint_index').on(t.differenceKey, t.fingerprint, t.createdAt.desc()),
    index('reconciliation_cases_status_index').on(t.status, t.createdAt),
    check('reconciliation_cases_status_known', sql`${t.status} in ('open', 'closed', 'gone')`),
    check(
      'reconciliation_cases_outcome_known',
      sql`${t.outcome} in ('credit_given', 'declined', 'written_down')`,
    ),
    check('reconciliation_cases_outcome', sql`(${t.outcome} is null) = (${t.decidedAt} is null)`),
    check('reconciliation_cases_gone_at', sql`(${t.status} = 'gone') = (${t.goneAt} is not null)`),
    ...internalPolicies('reconciliation_cases'),
  ],
).enableRLS();
