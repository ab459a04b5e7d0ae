import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether a row `a` of `period_adjustments` is billed, given back, or about to be. A credit note of ours that somebody
 * made void gives nothing back.
 */
export const STANDS: SQL = sql`(a.status in ('planned', 'issued') and not exists (
  select from credit_notes n where n.adjustment_id = a.id and n.status = 'void'
))`;

/** What a row `a` has moved in its component's books: money, and what was settled against the true-up. */
export const SETTLED_MINOR: SQL = sql`(a.offset_minor + case when ${STANDS} then a.amount_minor else 0 end)`;
