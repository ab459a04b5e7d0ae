import type { Runtime } from '../../app/config/runtime.ts';
import { claimJobRequest } from '../../app/services/jobs/claim-job-request.ts';
import { finishJobRequest } from '../../app/services/jobs/finish-job-request.ts';
import { JOBS } from './index.ts';
import { createJobContext } from './job-context.ts';
import { runJob } from './run-job.ts';

/** Runs what admins asked for, one after the other. A job that fails has said so in its run; the rest goes on. */
export async function runRequestedJobs(runtime: Runtime): Promise<void> {
  for (;;) {
    const now = await runtime.clock.now();
    const jobRunId = crypto.randomUUID();
    const ctx = createJobContext(runtime, { name: 'requested', jobRunId, now });
    const request = await claimJobRequest(ctx, { jobRunId });
    if (request === null) return;
    const job = JOBS.find(({ name }) => name === request.job);
    let isDone = false;
    if (job === undefined) ctx.logger.error('requested job is unknown', { job: request.job });
    else {
      isDone = await runJob(runtime, { job, scheduledFor: now, id: jobRunId }).then(
        () => true,
        () => false,
      );
    }
    const status = isDone ? 'succeeded' : 'failed';
    await finishJobRequest({ ...ctx, now: await runtime.clock.now() }, { ...request, jobRunId, status });
  }
}
