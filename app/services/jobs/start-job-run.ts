import { and, eq, lt } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';

/** No job may take longer, so a row that is still open after it belongs to a run that was killed. */
export const LONGEST_RUN_MS = 30 * 60_000;

export interface JobRunStart {
  id: string;
  job: string;
  scheduledFor: Date;
  startedAt: Date;
}

export async function startJobRun(ctx: ServiceContext, run: JobRunStart): Promise<void> {
  const { jobRuns } = schema;
  const isAbandoned = and(
    eq(jobRuns.job, run.job),
    eq(jobRuns.status, 'running'),
    lt(jobRuns.startedAt, new Date(run.startedAt.getTime() - LONGEST_RUN_MS)),
  );
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .update(jobRuns)
      .set({ status: 'failed', finishedAt: run.startedAt, error: 'The run was interrupted.' })
      .where(isAbandoned),
    db.insert(jobRuns).values({ ...run, status: 'running' }),
  ]);
}
