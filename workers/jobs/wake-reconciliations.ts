import { isReconciliationDue } from '../../app/services/reconciliation/is-work-due.ts';
import type { JobContext, JobResult } from './job.ts';

/** What a lost message left lying is handed to the queue again: it may take longer than a sweep should. */
export async function wakeReconciliations(ctx: JobContext): Promise<JobResult> {
  const due = await isReconciliationDue(ctx);
  if (due) await ctx.runtime.wake({ look: 'reconciliation' });
  return { result: { woken: due }, failures: [] };
}
