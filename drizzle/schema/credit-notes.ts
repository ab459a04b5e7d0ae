import { sql } from 'drizzle-orm';
import { check, foreignKey, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, customerId, instant, minorUnits, stripeId } from './columns.ts';
import { customers } from './customers.ts';
import { invoices } from './invoices.ts';
import { systemWrittenTenantPolicies } from './policies.ts';

/** Mirror of a Stripe credit note. `amountMinor` is its `total`; `prePaymentMinor` of it lowered what was still due. */
export const creditNotes = pgTable(
  'credit_notes',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    invoiceId: uuid('invoice_id').notNull(),
    stripeCreditNoteId: stripeId('stripe_credit_note_id').notNull(),
    number: text('number').notNull(),
    status: text('status').notNull(),
    reason: text('reason'),
    memo: text('memo'),
    currency: currencyCode().notNull(),
    subtotalMinor: minorUnits('subtotal_minor').notNull(),
    taxMinor: minorUnits('tax_minor').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    prePaymentMinor: minorUnits('pre_payment_minor').notNull(),
    postPaymentMinor: minorUnits('post_payment_minor').notNull(),
    /** `{ id, description, quantity, unitAmountDecimal, amountMinor, taxMinor, invoiceLineItemId }`, in Stripe's order. */
    lines: jsonb('lines').notNull(),
    /** The adjustment of ours that made it; null for one made by a person at Stripe. */
    adjustmentId: uuid('adjustment_id'),
    createdAt: instant('created_at').notNull(),
    voidedAt: instant('voided_at'),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at').notNull(),
  },
  (t) => [
    unique('credit_notes_stripe_credit_note_id_unique').on(t.stripeCreditNoteId),
    foreignKey({
      name: 'credit_notes_invoice_id_fk',
      columns: [t.invoiceId],
      foreignColumns: [invoices.id],
    }),
    index('credit_notes_invoice_id_index').on(t.invoiceId),
    index('credit_notes_customer_id_created_at_index').on(t.customerId, t.createdAt.desc()),
    check('credit_notes_status_known', sql`${t.status} in ('issued', 'void')`),
    ...systemWrittenTenantPolicies('credit_notes'),
  ],
).enableRLS();
