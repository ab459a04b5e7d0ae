import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';

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
  return sql`least(case when ${subscription}.cancel_at > ${instantSql(now)}
    then least(${periodEnd}, ${subscription}.cancel_at) else ${periodEnd} end, ${subscription}.ended_at)`;
}
