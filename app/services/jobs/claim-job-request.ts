import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../db/sql-time.ts';
import type { ServiceContext } from '../context.ts';
import { LONGEST_RUN_MS } from './start-job-run.ts';

const claimedRow = z.object({ id: z.guid(), job: z.string() });

export type ClaimedJobRequest = z.output<typeof claimedRow>;

/** Takes the oldest open request for this run alone. One whose runner died is taken up again after its lease. */
export async function claimJobRequest(
  ctx: ServiceContext,
  { jobRunId }: { jobRunId: string },
): Promise<ClaimedJobRequest | null> {
  const now = instantSql(ctx.now);
  const until = instantSql(new Date(ctx.now.getTime() + LONGEST_RUN_MS));
  const [claimed] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with due as (
        select id from job_requests
        where status = 'queued' or (status = 'running' and lease_until <= ${now})
        order by requested_at, id
        limit 1
        for update skip locked
      )
      update job_requests r set status = 'running', lease_until = ${until}, job_run_id = ${jobRunId}::uuid
      from due where r.id = due.id
      returning r.id, r.job`),
  ]);
  return claimed.rows[0] === undefined ? null : claimedRow.parse(claimed.rows[0]);
}
