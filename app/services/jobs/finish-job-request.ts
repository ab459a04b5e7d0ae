import { and, eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';

export interface FinishedJobRequest {
  id: string;
  job: string;
  jobRunId: string;
  status: 'succeeded' | 'failed';
}

/** Says what came of a request, unless another run has taken it over since. */
export async function finishJobRequest(
  ctx: ServiceContext,
  { id, job, jobRunId, status }: FinishedJobRequest,
): Promise<void> {
  const { jobRequests } = schema;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      db
        .update(jobRequests)
        .set({ status, finishedAt: ctx.now, leaseUntil: null })
        .where(
          and(eq(jobRequests.id, id), eq(jobRequests.jobRunId, jobRunId), eq(jobRequests.status, 'running')),
        )
        .returning({ id: jobRequests.id }),
      auditRow(ctx, {
        action: `job.run_${status}`,
        objectType: 'job',
        objectId: job,
        before: { requestId: id, status: 'running' },
        after: { requestId: id, status, jobRunId },
      }),
    ),
  ]);
}
