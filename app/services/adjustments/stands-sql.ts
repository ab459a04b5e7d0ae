import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether a row `a` of `period_adjustments` is billed, given back, or about to be. A credit note of ours that somebody
 * made void gives nothing back.
 */
export const STANDS: SQL = sql`(a.status in ('planned', 'issued') and not exists (
  select from credit_notes n where n.adjustment_id = a.id and n.status = 'void'
))`;

/** Money of a row `a` that was billed or given back: by us, or outside by the person who settled what was left. */
export const MOVED_MINOR: SQL = sql`(a.closed_minor + case when ${STANDS} then a.amount_minor else 0 end)`;

/**
 * What a row `a` has settled in its component's books: money, against the true-up, by what people had given back by
 * hand, and what they waived.
 */
export const SETTLED_MINOR: SQL = sql`(a.offset_minor + a.by_hand_minor + a.waived_minor + ${MOVED_MINOR})`;
