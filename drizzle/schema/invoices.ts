import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, numeric, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, customerId, exactRate, instant, minorUnits, stripeId } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';
import { subscriptions } from './subscriptions.ts';

/** Mirror of a Stripe invoice. `amountMinor` is Stripe's `total`. `status` is one of draft, open, paid, void, uncollectible. */
export const invoices = pgTable(
  'invoices',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    subscriptionId: uuid('subscription_id').references(() => subscriptions.id),
    stripeInvoiceId: stripeId('stripe_invoice_id').notNull(),
    number: text('number'),
    status: text('status').notNull(),
    billingReason: text('billing_reason'),
    currency: currencyCode().notNull(),
    subtotalMinor: minorUnits('subtotal_minor').notNull(),
    taxMinor: minorUnits('tax_minor').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    amountDueMinor: minorUnits('amount_due_minor').notNull(),
    amountPaidMinor: minorUnits('amount_paid_minor').notNull(),
    amountRemainingMinor: minorUnits('amount_remaining_minor').notNull(),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
    dueDate: instant('due_date'),
    finalizedAt: instant('finalized_at'),
    paidAt: instant('paid_at'),
    voidedAt: instant('voided_at'),
    markedUncollectibleAt: instant('marked_uncollectible_at'),
    hostedInvoiceUrl: text('hosted_invoice_url'),
    autoAdvance: boolean('auto_advance').notNull(),
    attemptCount: integer('attempt_count').notNull(),
    nextPaymentAttemptAt: instant('next_payment_attempt_at'),
    /** Name, address and tax ids as Stripe froze them on this invoice: what its PDF prints. */
    billTo: jsonb('bill_to').notNull(),
    taxes: jsonb('taxes').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at').notNull(),
  },
  (t) => [
    unique('invoices_stripe_invoice_id_unique').on(t.stripeInvoiceId),
    unique('invoices_number_unique').on(t.customerId, t.number),
    index('invoices_customer_id_created_at_index').on(t.customerId, t.createdAt.desc(), t.id.desc()),
    index('invoices_customer_id_status_created_at_index').on(t.customerId, t.status, t.createdAt.desc()),
    index('invoices_subscription_id_period_start_index').on(t.subscriptionId, t.periodStart),
    index('invoices_status_index').on(t.status),
    index('invoices_number_index').on(sql`upper(${t.number}) collate "C"`),
    index('invoices_created_at_index').on(t.createdAt),
    ...systemWrittenTenantPolicies('invoices'),
  ],
).enableRLS();

export const invoiceLineItems = pgTable(
  'invoice_line_items',
  {
    stripeLineItemId: stripeId('stripe_line_item_id').primaryKey(),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id, { onDelete: 'cascade' }),
    customerId: customerId().references(() => customers.id),
    position: integer('position').notNull(),
    description: text('description').notNull(),
    component: text('component'),
    quantity: numeric('quantity', { precision: 38, scale: 12 }).notNull(),
    unitAmountDecimal: exactRate('unit_amount_decimal').notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    currency: currencyCode().notNull(),
    proration: boolean('proration').notNull(),
    stripePriceId: stripeId('stripe_price_id'),
    /** The invoice item it came from, as late usage does; null for a line of the plan. */
    stripeInvoiceItemId: stripeId('stripe_invoice_item_id'),
    periodStart: instant('period_start').notNull(),
    periodEnd: instant('period_end').notNull(),
  },
  (t) => [
    unique('invoice_line_items_position_unique').on(t.invoiceId, t.position),
    index('invoice_line_items_customer_id_index').on(t.customerId),
    index('invoice_line_items_stripe_invoice_item_id_index').on(t.stripeInvoiceItemId),
    ...systemWrittenTenantPolicies('invoice_line_items'),
  ],
).enableRLS();
