import type { Environment } from '../../app/config/env.ts';
import { JOBS } from './index.ts';
import type { Job } from './job.ts';

/** The jobs of a cron trigger; in development and test a job may also be asked for by its name. */
export function jobsDue(trigger: string, appEnv: Environment['APP_ENV']): readonly Job[] {
  const isLocal = appEnv === 'development' || appEnv === 'test';
  const due = JOBS.filter(({ cron, name }) => cron === trigger || (isLocal && name === trigger));
  if (due.length === 0) throw new Error(`No job for the trigger "${trigger}"`);
  return due;
}
