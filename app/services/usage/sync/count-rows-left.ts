import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../../db/client.ts';
import { COUNTED_ROWS } from './sync-limits.ts';

const leftRow = z.object({ newest: z.string(), rows: z.number() });

/** How much the replica has from an instant on, as far as it matters, and its newest row. */
export async function countRowsLeft(
  replica: Database,
  from: string,
): Promise<{ newest: string; rows: number }> {
  const [left] = await replica.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select (select max(updated_at)::text from billing_usage_hourly) as newest,
        (select count(*)::int from (
          select from billing_usage_hourly where updated_at >= ${from}::timestamptz limit ${COUNTED_ROWS}
        ) as counted) as rows`),
  ]);
  return leftRow.parse(left.rows[0]);
}
