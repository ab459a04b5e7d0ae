import { sql } from 'drizzle-orm';
import type { ServiceContext } from '../../context.ts';
import { executeActions } from './execute-actions.ts';

const RUNS = 5;
const ACTIONS = 50;

/** Goes on with accepted plans that a kill, or a long list, left unfinished. Answers how many steps are left. */
export async function continueRepairs(ctx: ServiceContext, now: Date): Promise<number> {
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute<{ id: string }>(sql`
      select id from reconciliation_runs
      where applied_plan_hash is not null and repair_finished_at is null order by applied_at limit ${RUNS}`),
  ]);
  let left = 0;
  for (const { id } of found.rows) {
    left += (await executeActions(ctx, { runId: id, now, limit: ACTIONS })).left;
  }
  return left;
}
