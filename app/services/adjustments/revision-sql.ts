import { type SQL, sql } from 'drizzle-orm';

/**
 * Of rows `a` of one period: how often something was decided about it, by rule or by a person. What was planned on
 * another count is not written.
 */
export const REVISION: SQL = sql`(count(*) + count(a.closed_at))::int`;
