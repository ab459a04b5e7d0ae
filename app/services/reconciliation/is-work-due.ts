import { sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import type { ServiceContext } from '../context.ts';

/** Whether a run or a repair waits that nobody is at. */
export async function isReconciliationDue(ctx: ServiceContext): Promise<boolean> {
  const now = instantSql(ctx.now);
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<{ due: boolean }>(sql`
      select exists (
          select from reconciliation_runs r
          where r.status = 'running' and not exists (
            select from reconciliation_shards s
            where s.run_id = r.id and s.status = 'pending' and (s.run_after > ${now} or s.lease_until > ${now})
          )
        ) or exists (
          select from reconciliation_runs
          where applied_plan_hash is not null and repair_finished_at is null
        ) as due`),
  ]);
  return found.rows[0]?.due ?? false;
}
