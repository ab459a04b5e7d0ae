import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { currencyCode, customerId, instant, minorUnits, stripeId, units } from './columns.ts';
import { customers } from './customers.ts';
import { invoices } from './invoices.ts';
import { internalPolicies, systemWrittenTenantPolicies } from './policies.ts';
import { subscriptions } from './subscriptions.ts';

/**
 * What a closed period still has to bill or to give back, decided once and then made in Stripe: late usage and a
 * minimum's true-up are invoice items, a correction is a credit note. Amounts are signed minor units. `uncappedMinor` is
 * what the difference of the two ratings comes to, `amountMinor` what is really billed or given back.
 */
export const periodAdjustments = pgTable(
  'period_adjustments',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    subscriptionId: uuid('subscription_id').references(() => subscriptions.id),
    kind: text('kind').notNull(),
    /** A metric, or `minimum` for the true-up of a commitment. */
    component: text('component').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    sequence: integer('sequence').notNull(),
    quantityDelta: units('quantity_delta').notNull(),
    uncappedMinor: minorUnits('uncapped_minor').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    /**
     * Signed, beside the amount: what the usage settles against the period's true-up, so that no money moves. The
     * opposite stands in the `minimum` row that was written with it; over a period they add up to nothing.
     */
    offsetMinor: minorUnits('offset_minor').notNull().default(sql`0`),
    /**
     * Signed, beside the amount: what of the difference people had given back already by credit notes of their own,
     * below zero, and above zero where a rise takes that up again. It moves no money.
     */
    byHandMinor: minorUnits('by_hand_minor').notNull().default(sql`0`),
    /**
     * Signed, beside the amount: what a person waived of it, so that nobody billed it or gave it back; of opposite sign
     * what a later difference took up of that again. Units that were waived unrated are in that of the first decision that
     * rates them. It moves no money.
     */
    waivedMinor: minorUnits('waived_minor').notNull().default(sql`0`),
    currency: currencyCode().notNull(),
    description: text('description').notNull(),
    /** The rating before and after, tier by tier, what was billed already, and the cap. */
    explanation: jsonb('explanation').notNull(),
    /** Of a credit: which invoice lines give back how much. */
    allocations: jsonb('allocations').notNull(),
    /**
     * Of a credit: what people had given back of the invoices that billed the usage when it was decided. It is made only
     * while Stripe shows no more than that. Null: it was decided before this was recorded.
     */
    knownCredits: jsonb('known_credits'),
    status: text('status').notNull(),
    /** Why a person has to look at it. */
    reason: text('reason'),
    /** The invoice of the period; for a credit the one that is credited. */
    invoiceId: uuid('invoice_id'),
    /** The subscription whose next invoice carries it; for a credit null. */
    billedSubscriptionId: uuid('billed_subscription_id'),
    /** `ii_…` or `cn_…`. */
    stripeObjectId: stripeId('stripe_object_id'),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseUntil: instant('lease_until'),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    issuedAt: instant('issued_at'),
    /** When a person wrote down that what was left open is settled by hand. */
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    closedReason: text('closed_reason'),
    /**
     * Signed: what was left open then and moved outside of this. It counts as settled, so that nothing is billed or given
     * back for it again.
     */
    closedMinor: minorUnits('closed_minor').notNull().default(sql`0`),
    /** Whether that person let it be instead: what was left open is in `waivedMinor`. */
    isWaived: boolean('is_waived').notNull().default(false),
  },
  (t) => [
    unique('period_adjustments_sequence_unique')
      .on(t.customerId, t.subscriptionId, t.component, t.periodStart, t.sequence)
      .nullsNotDistinct(),
    unique('period_adjustments_stripe_object_id_unique').on(t.stripeObjectId),
    foreignKey({
      name: 'period_adjustments_invoice_id_fk',
      columns: [t.invoiceId],
      foreignColumns: [invoices.id],
    }),
    foreignKey({
      name: 'period_adjustments_billed_subscription_id_fk',
      columns: [t.billedSubscriptionId],
      foreignColumns: [subscriptions.id],
    }),
    index('period_adjustments_customer_id_created_at_index').on(t.customerId, t.createdAt),
    index('period_adjustments_due_index').on(t.runAfter).where(sql`status = 'planned'`),
    index('period_adjustments_attention_index')
      .on(t.createdAt)
      .where(sql`(status in ('unbillable', 'failed') or reason = 'capped') and closed_at is null`),
    index('period_adjustments_outside_index')
      .on(t.customerId)
      .where(sql`reason = 'outside_subscription' and status = 'unbillable' and closed_at is null`),
    index('period_adjustments_closed_index').on(t.closedAt.desc()).where(sql`closed_at is not null`),
    index('period_adjustments_invoice_id_index').on(t.invoiceId),
    check(
      'period_adjustments_kind_known',
      sql`${t.kind} in ('late_usage', 'late_credit', 'minimum_true_up', 'minimum_credit')`,
    ),
    check(
      'period_adjustments_component_known',
      sql`${t.component} in ('impressions', 'api_calls', 'data_transfer_bytes', 'minimum')`,
    ),
    check(
      'period_adjustments_status_known',
      sql`${t.status} in ('planned', 'issued', 'recorded', 'unbillable', 'failed')`,
    ),
    check(
      'period_adjustments_issued_has_object',
      sql`(${t.status} = 'issued') = (${t.stripeObjectId} is not null)`,
    ),
    check(
      'period_adjustments_closed_by_somebody',
      sql`(${t.closedAt} is null) = (${t.closedBy} is null) and (${t.closedAt} is null) = (${t.closedReason} is null) and (${t.closedAt} is not null or ${t.closedMinor} = 0)`,
    ),
    check(
      'period_adjustments_waived_moves_nothing',
      sql`not ${t.isWaived} or (${t.closedAt} is not null and ${t.closedMinor} = 0)`,
    ),
    check(
      'period_adjustments_capped',
      sql`${t.amountMinor} = 0 or (sign(${t.amountMinor}) = sign(${t.uncappedMinor}) and abs(${t.amountMinor}) <= abs(${t.uncappedMinor}))`,
    ),
    ...systemWrittenTenantPolicies('period_adjustments'),
  ],
).enableRLS();

/** What an invoice's metered lines rest on, taken when its finalization is first seen: proof that rows changed or did not. */
export const invoiceUsageDigests = pgTable(
  'invoice_usage_digests',
  {
    invoiceId: uuid('invoice_id').notNull(),
    customerId: customerId().references(() => customers.id),
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    metric: text('metric').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    /** Hours that have a row. */
    hours: integer('hours').notNull(),
    /** The sum of those rows: our billable units. */
    quantity: units('quantity').notNull(),
    /** Of these, what Stripe's meter had accepted. */
    acceptedQuantity: units('accepted_quantity').notNull(),
    /** SHA-256, in hex, over the ordered lines `customer|metric|hour|billable`. */
    digest: text('digest').notNull(),
    /** The price and its tiers as they were. */
    price: jsonb('price'),
    computedAt: instant('computed_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'invoice_usage_digests_pkey', columns: [t.invoiceId, t.metric] }),
    foreignKey({
      name: 'invoice_usage_digests_invoice_id_fk',
      columns: [t.invoiceId],
      foreignColumns: [invoices.id],
    }).onDelete('cascade'),
    index('invoice_usage_digests_customer_id_index').on(t.customerId),
    ...systemWrittenTenantPolicies('invoice_usage_digests'),
  ],
).enableRLS();

/** Our rating of a running period beside Stripe's preview of it: one row a subscription and period, the last look. */
export const ratingChecks = pgTable(
  'rating_checks',
  {
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    customerId: customerId().references(() => customers.id),
    periodStart: instant('period_start').notNull(),
    status: text('status').notNull(),
    /** Why nothing could be compared. */
    reason: text('reason'),
    currency: currencyCode().notNull(),
    oursMinor: minorUnits('ours_minor').notNull(),
    stripeMinor: minorUnits('stripe_minor').notNull(),
    /** Component by component, both numbers. */
    lines: jsonb('lines').notNull(),
    checkedAt: instant('checked_at').notNull(),
    mismatchedAt: instant('mismatched_at'),
  },
  (t) => [
    primaryKey({ name: 'rating_checks_pkey', columns: [t.subscriptionId, t.periodStart] }),
    index('rating_checks_mismatched_index').on(t.checkedAt).where(sql`status = 'mismatched'`),
    check('rating_checks_status_known', sql`${t.status} in ('matched', 'mismatched', 'skipped')`),
    ...internalPolicies('rating_checks'),
  ],
).enableRLS();
