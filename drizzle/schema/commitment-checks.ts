import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { customerId, instant, minorUnits } from './columns.ts';
import { customers } from './customers.ts';
import { invoices } from './invoices.ts';
import { internalPolicies } from './policies.ts';

/**
 * A closed period under a minimum commitment, by the invoice that bills its usage: what the period owes at least, and
 * what it was charged when that was decided, shortly before Stripe issues the draft. Minor units of the invoice's currency.
 * `by_hand`: no rule says what is due, so an adjustment without an amount waits for a person.
 */
export const commitmentChecks = pgTable(
  'commitment_checks',
  {
    invoiceId: uuid('invoice_id')
      .primaryKey()
      .references(() => invoices.id, { onDelete: 'cascade' }),
    customerId: customerId().references(() => customers.id),
    status: text('status').notNull(),
    /** The commitment's share for the period. */
    dueMinor: minorUnits('due_minor'),
    /** Flat fee and usage of the period. */
    chargedMinor: minorUnits('charged_minor'),
    attempts: integer('attempts').notNull().default(0),
    runAfter: instant('run_after').notNull(),
    /** Why it is not decided yet. */
    lastError: text('last_error'),
    decidedAt: instant('decided_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('commitment_checks_due_index').on(t.runAfter).where(sql`status = 'pending'`),
    index('commitment_checks_customer_id_index').on(t.customerId),
    check('commitment_checks_status_known', sql`${t.status} in ('pending', 'decided', 'by_hand')`),
    check(
      'commitment_checks_decided_whole',
      sql`num_nonnulls(${t.dueMinor}, ${t.chargedMinor}) = case when ${t.status} = 'decided' then 2 else 0 end
        and (${t.decidedAt} is null) = (${t.status} = 'pending')`,
    ),
    ...internalPolicies('commitment_checks'),
  ],
).enableRLS();
