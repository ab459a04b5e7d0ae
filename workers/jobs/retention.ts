import { RETENTION_TASKS } from '../../app/services/retention/retention-tasks.ts';
import { runRetention } from '../../app/services/retention/run-retention.ts';
import type { Job, JobContext, JobResult } from './job.ts';

export const retentionJob: Job = { name: 'retention', cron: '10 3 * * *', run };

async function run(ctx: JobContext): Promise<JobResult> {
  const tasks = await runRetention(ctx, RETENTION_TASKS);
  const failures = tasks.flatMap(({ name, error }) => (error === null ? [] : [`${name}: ${error}`]));
  return { result: { tasks }, failures };
}
