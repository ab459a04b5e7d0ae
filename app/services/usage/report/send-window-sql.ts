import { type SQL, sql } from 'drizzle-orm';

/**
 * Stripe finalizes an hour after the period's end and bills what is on the meter by then. Ten minutes less allow for its
 * clock and ours.
 */
export const SEND_AFTER_PERIOD_END: SQL = sql`interval '50 minutes'`;
