import { sql } from 'drizzle-orm';
import type { QueryBuilder } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';

/** Deletes keys that have expired, so many at most, and returns a row for each; they count for nothing already. */
export function trimIdempotencyKeys(db: QueryBuilder, { now, limit }: { now: Date; limit: number }) {
  return db.execute(sql`
    delete from billing_idempotency
    where (scope, key) in (
      select scope, key from billing_idempotency where expires_at <= ${instantSql(now)} limit ${limit}
    )
    returning 1`);
}
