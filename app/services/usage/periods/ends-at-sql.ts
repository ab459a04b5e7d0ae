import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';

/** Where a subscription's monthly period really ends: at its own end, come or announced, when that lies within. */
export function endsAtSql({
  subscription,
  periodEnd,
  now,
}: {
  subscription: SQL;
  periodEnd: SQL;
  now: Date;
}): SQL {
  return sql`least(${periodEnd}, case when ${subscription}.cancel_at > ${instantSql(now)}
    then ${subscription}.cancel_at end, ${subscription}.ended_at)`;
}
