import { type SQL, sql } from 'drizzle-orm';

/** Whether a subscription ever ran: not while its first invoice waits for a payment, nor when none came. */
export function hasRunSql(subscription: SQL): SQL {
  return sql`(${subscription}.status not in ('incomplete', 'incomplete_expired'))`;
}

/** Whether a subscription runs, paused or unpaid as it may be: the one answer for pages, alerts and what bills later. */
export function isRunningSql(subscription: SQL): SQL {
  return sql`(${subscription}.ended_at is null
    and ${subscription}.status not in ('canceled', 'incomplete', 'incomplete_expired'))`;
}
