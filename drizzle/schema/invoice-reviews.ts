import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { customerId, instant } from './columns.ts';
import { customers } from './customers.ts';
import { invoices } from './invoices.ts';
import { internalPolicies } from './policies.ts';

/**
 * Our own look at an invoice before Stripe issues it. `parked`: held as a draft until an admin decides. `flagged`: the
 * news came after it was issued. `released`, `voided` and `acknowledged` are what the admin decided.
 */
export const invoiceReviews = pgTable(
  'invoice_reviews',
  {
    invoiceId: uuid('invoice_id')
      .primaryKey()
      .references(() => invoices.id, { onDelete: 'cascade' }),
    customerId: customerId().references(() => customers.id),
    status: text('status').notNull(),
    findings: jsonb('findings').notNull().default(sql`'[]'`),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    leaseUntil: instant('lease_until'),
    lastError: text('last_error'),
    reviewedAt: instant('reviewed_at'),
    resolvedAt: instant('resolved_at'),
    resolvedBy: text('resolved_by'),
    resolution: text('resolution'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('invoice_reviews_due_index').on(t.runAfter).where(sql`status = 'pending'`),
    index('invoice_reviews_open_index').on(t.reviewedAt).where(sql`status in ('parked', 'flagged')`),
    index('invoice_reviews_customer_id_index').on(t.customerId),
    check(
      'invoice_reviews_status_known',
      sql`${t.status} in ('pending', 'passed', 'parked', 'flagged', 'released', 'voided', 'acknowledged')`,
    ),
    ...internalPolicies('invoice_reviews'),
  ],
).enableRLS();
