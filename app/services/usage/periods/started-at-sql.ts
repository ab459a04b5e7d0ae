import { type SQL, sql } from 'drizzle-orm';
import { utcDayStartSql } from '../../../db/sql-time.ts';

/**
 * When a subscription began to count usage, as Stripe bills it. Where that was not mirrored yet, 00:00 UTC of the day it
 * was made, from which all of ours were started then.
 */
export function startedAtSql(subscription: SQL): SQL {
  return sql`coalesce(${subscription}.begun_at,
    least(${subscription}.current_period_start, ${utcDayStartSql(sql`${subscription}.created_at`)}))`;
}
