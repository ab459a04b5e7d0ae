import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, customerId, instant, minorUnits } from './columns.ts';
import { customers } from './customers.ts';
import { systemWrittenTenantPolicies } from './policies.ts';
import { subscriptions } from './subscriptions.ts';

/**
 * A subscription's next invoice as Stripe last previewed it: lines − discounts + tax on top = total, and what is due of
 * it after the customer's balance. One row a subscription, of the period that ran when it was asked for.
 */
export const invoicePreviews = pgTable(
  'invoice_previews',
  {
    subscriptionId: uuid('subscription_id')
      .primaryKey()
      .references(() => subscriptions.id),
    customerId: customerId().references(() => customers.id),
    periodStart: instant('period_start').notNull(),
    currency: currencyCode().notNull(),
    subtotalMinor: minorUnits('subtotal_minor').notNull(),
    /** Within the subtotal: prorations and other pending items that are neither usage nor ours. */
    otherItemsMinor: minorUnits('other_items_minor').notNull().default(sql`0`),
    /** Prorations of the flat fee among those items. */
    feeItemsMinor: minorUnits('fee_items_minor').notNull().default(sql`0`),
    /**
     * Within the subtotal: usage from before a change of plan, `[{ line, plan_version_id, plan_id, plan_name, price }]`, each line
     * with the price of then.
     */
    usageBefore: jsonb('usage_before').notNull().default(sql`'[]'`),
    /** Read by Workers from before `usage_before` alone; the next migration drops it. */
    hasUsageBefore: boolean('has_usage_before').notNull().default(false),
    discountMinor: minorUnits('discount_minor').notNull(),
    /** On top of the lines. */
    taxMinor: minorUnits('tax_minor').notNull(),
    /** Within the lines. */
    includedTaxMinor: minorUnits('included_tax_minor').notNull(),
    totalMinor: minorUnits('total_minor').notNull(),
    /** The customer's before this invoice: below zero it is credit. */
    balanceMinor: minorUnits('balance_minor').notNull(),
    amountDueMinor: minorUnits('amount_due_minor').notNull(),
    /** Units of the period so far that were on the meters, metric by metric. */
    quantities: jsonb('quantities').notNull(),
    previewedAt: instant('previewed_at').notNull(),
  },
  (t) => [
    index('invoice_previews_customer_id_index').on(t.customerId),
    check(
      'invoice_previews_total',
      sql`${t.totalMinor} = ${t.subtotalMinor} - ${t.discountMinor} + ${t.taxMinor}`,
    ),
    ...systemWrittenTenantPolicies('invoice_previews'),
  ],
).enableRLS();
