import type { Runtime } from '../../app/config/runtime.ts';
import { finishJobRun } from '../../app/services/jobs/finish-job-run.ts';
import { startJobRun } from '../../app/services/jobs/start-job-run.ts';
import type { Job, JobContext } from './job.ts';
import { createJobContext } from './job-context.ts';

/** A job that went on to its end past what failed; its row has the rest of its result. */
export class JobFailedError extends Error {
  constructor(job: string, failures: readonly string[]) {
    super(`${job}: ${failures.join('; ')}`);
    this.name = 'JobFailedError';
  }
}

export interface JobRun {
  job: Job;
  scheduledFor: Date;
  id?: string;
}

/** Runs a job inside its `job_runs` row. Rejects when the job failed, after the row says so. */
export async function runJob(
  runtime: Runtime,
  { job, scheduledFor, id = crypto.randomUUID() }: JobRun,
): Promise<void> {
  const ctx = createJobContext(runtime, { name: job.name, jobRunId: id, now: scheduledFor });
  const logger = ctx.logger.with({ job: job.name, scheduledFor: scheduledFor.toISOString() });
  await startJobRun(ctx, { id, job: job.name, scheduledFor, startedAt: await runtime.clock.now() });
  const { result, error } = await settle(job, ctx);
  await finishJobRun(ctx, {
    id,
    status: error === null ? 'succeeded' : 'failed',
    result,
    error: error === null ? null : error.message,
    finishedAt: await runtime.clock.now(),
  });
  if (error === null) {
    logger.info('job succeeded');
    return;
  }
  logger.error('job failed', { error: error.message });
  throw error;
}

async function settle(job: Job, ctx: JobContext): Promise<{ result: object | null; error: Error | null }> {
  try {
    const { result, failures } = await job.run(ctx);
    return { result, error: failures.length === 0 ? null : new JobFailedError(job.name, failures) };
  } catch (error) {
    return { result: null, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
