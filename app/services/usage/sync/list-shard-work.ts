import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import type { ServiceContext } from '../../context.ts';
import type { ShardRef } from './shard-statements.ts';

export interface ShardWork {
  /** Shards that wait for somebody: never begun, given back, or left by a worker that was killed. */
  due: readonly ShardRef[];
  /** Runs whose shards are all done, but which nobody closed. */
  toClose: readonly string[];
}

const workRow = z.object({ id: z.string(), all_done: z.boolean(), due: z.array(z.number()) });

/** What the sweep has to look after: whatever a lost message or a killed worker left. One trip. */
export async function listShardWork(ctx: ServiceContext): Promise<ShardWork> {
  const at = instantSql(ctx.now);
  const isDue = sql`s.finished_at is null and s.run_after <= ${at} and (s.lease_until is null or s.lease_until <= ${at})`;
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select r.job_run_id as id, bool_and(s.finished_at is not null) as all_done,
        coalesce(json_agg(s.shard order by s.shard) filter (where ${isDue}), '[]') as due
      from usage_sync_runs r join usage_sync_shards s on s.job_run_id = r.job_run_id
      where r.status = 'running'
      group by r.job_run_id`),
  ]);
  const rows = z.array(workRow).parse(found.rows);
  return {
    due: rows.flatMap(({ id, due }) => due.map((shard) => ({ jobRunId: id, shard }))),
    toClose: rows.filter((row) => row.all_done).map(({ id }) => id),
  };
}
