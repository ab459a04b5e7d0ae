import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, customerId, instant, minorUnits } from './columns.ts';
import { customers } from './customers.ts';
import { tenantPolicies } from './policies.ts';

/**
 * An amount of money a billing period should stay within: flat fee and usage charges, before tax. `steps` are the
 * percents of it at which its owner wants to hear, of what is spent (`actual`), of what is expected (`forecast`), or of
 * both. A deleted one keeps its row, because its alerts name it.
 */
export const budgets = pgTable(
  'budgets',
  {
    id: uuid('id').primaryKey(),
    customerId: customerId().references(() => customers.id),
    name: text('name').notNull(),
    currency: currencyCode().notNull(),
    amountMinor: minorUnits('amount_minor').notNull(),
    steps: integer('steps').array().notNull(),
    basis: text('basis').notNull(),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('budgets_customer_id_created_at_index')
      .on(t.customerId, t.createdAt)
      .where(sql`deleted_at is null`),
    check('budgets_amount_positive', sql`${t.amountMinor} > 0`),
    check('budgets_basis_known', sql`${t.basis} in ('actual', 'forecast', 'both')`),
    check('budgets_steps_some', sql`cardinality(${t.steps}) between 1 and 10`),
    ...tenantPolicies('budgets'),
  ],
).enableRLS();
