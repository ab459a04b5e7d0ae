import { bigint, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, customerId, instant, minorUnits, stripeId } from './columns.ts';
import { customers } from './customers.ts';
import { invoices } from './invoices.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/** One charge attempt, succeeded or failed, mirrored from Stripe. */
export const payments = pgTable(
  'payments',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    invoiceId: uuid('invoice_id').references(() => invoices.id),
    stripePaymentIntentId: stripeId('stripe_payment_intent_id'),
    stripeChargeId: stripeId('stripe_charge_id').notNull(),
    status: text('status').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    amountRefundedMinor: minorUnits('amount_refunded_minor').notNull(),
    currency: currencyCode().notNull(),
    failureCode: text('failure_code'),
    declineCode: text('decline_code'),
    adviceCode: text('advice_code'),
    failureMessage: text('failure_message'),
    methodLabel: text('method_label'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at').notNull(),
    /** Where the reading began that wrote it last: one that began before is outdated. Null: from before this was kept. */
    readFrom: bigint('read_from', { mode: 'number' }),
  },
  (t) => [
    unique('payments_stripe_charge_id_unique').on(t.stripeChargeId),
    index('payments_customer_id_created_at_index').on(t.customerId, t.createdAt),
    index('payments_invoice_id_index').on(t.invoiceId),
    index('payments_stripe_payment_intent_id_index').on(t.stripePaymentIntentId),
    index('payments_status_index').on(t.status),
    ...systemWrittenTenantPolicies('payments'),
  ],
).enableRLS();

export const refunds = pgTable(
  'refunds',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    paymentId: uuid('payment_id')
      .notNull()
      .references(() => payments.id),
    invoiceId: uuid('invoice_id').references(() => invoices.id),
    stripeRefundId: stripeId('stripe_refund_id').notNull(),
    status: text('status').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    reason: text('reason'),
    failureReason: text('failure_reason'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at').notNull(),
  },
  (t) => [
    unique('refunds_stripe_refund_id_unique').on(t.stripeRefundId),
    index('refunds_customer_id_created_at_index').on(t.customerId, t.createdAt),
    index('refunds_payment_id_index').on(t.paymentId),
    ...systemWrittenTenantPolicies('refunds'),
  ],
).enableRLS();

/** The first dunning ladder: one case per failed invoice. */
export const dunningCases = pgTable(
  'dunning_cases',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    /** open, recovered (paid), stopped (void, cancelled or written off) or exhausted (ladder ended past due). */
    status: text('status').notNull(),
    openedAt: instant('opened_at').notNull(),
    nextAttemptAt: instant('next_attempt_at'),
    attemptsMade: integer('attempts_made').notNull().default(0),
    closedAt: instant('closed_at'),
    closedReason: text('closed_reason'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('dunning_cases_invoice_id_unique').on(t.invoiceId),
    index('dunning_cases_customer_id_index').on(t.customerId),
    index('dunning_cases_status_next_attempt_at_index').on(t.status, t.nextAttemptAt),
    index('dunning_cases_created_at_index').on(t.createdAt),
    ...systemWrittenTenantPolicies('dunning_cases'),
  ],
).enableRLS();

export const dunningAttempts = pgTable(
  'dunning_attempts',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => dunningCases.id),
    customerId: customerId().references(() => customers.id),
    attemptNumber: integer('attempt_number').notNull(),
    /** Sent to Stripe as Idempotency-Key: one per invoice and attempt. */
    idempotencyKey: text('idempotency_key').notNull(),
    /** started, succeeded, declined, or skipped (the invoice was no longer collectible). */
    status: text('status').notNull(),
    scheduledFor: instant('scheduled_for').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    declineCode: text('decline_code'),
    adviceCode: text('advice_code'),
    message: text('message'),
  },
  (t) => [
    unique('dunning_attempts_case_attempt_unique').on(t.caseId, t.attemptNumber),
    unique('dunning_attempts_idempotency_key_unique').on(t.idempotencyKey),
    index('dunning_attempts_customer_id_index').on(t.customerId),
    ...systemWrittenTenantPolicies('dunning_attempts'),
  ],
).enableRLS();
