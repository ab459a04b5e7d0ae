import { type SQL, sql } from 'drizzle-orm';
import { utcDayStartSql } from '../../db/sql-time.ts';

/** When a subscription began to count usage: we start it at 00:00 UTC of the day it is made. */
export function startedAtSql(subscription: SQL): SQL {
  return sql`least(${subscription}.current_period_start, ${utcDayStartSql(sql`${subscription}.created_at`)})`;
}
