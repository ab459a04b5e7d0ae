import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';

/** Where a subscription's monthly period really ends: at the instant it is to be cancelled at, when that lies within. */
export function endsAtSql({
  subscription,
  periodEnd,
  now,
}: {
  subscription: SQL;
  periodEnd: SQL;
  now: Date;
}): SQL {
  return sql`(case when ${subscription}.cancel_at > ${instantSql(now)}
    then least(${periodEnd}, ${subscription}.cancel_at) else ${periodEnd} end)`;
}
