import type { Runtime } from '../../app/config/runtime.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import type { JobName } from '../../app/services/jobs/job-name.ts';

export interface JobContext extends ServiceContext {
  readonly runtime: Runtime;
  /** The `job_runs` row of this run. */
  readonly jobRunId: string;
}

export interface JobResult {
  /** Counts and findings, kept in the run's row. */
  result: object;
  /** What failed while the rest went on; any makes the run a failed one. */
  failures: readonly string[];
}

export interface Job {
  readonly name: JobName;
  /** The trigger in the cron Worker's configuration. */
  readonly cron: string;
  run(ctx: JobContext): Promise<JobResult>;
}
