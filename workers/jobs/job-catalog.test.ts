import { expect, it } from 'vitest';
import { JOB_CATALOG } from '../../app/services/jobs/job-catalog.ts';
import { JOBS } from './index.ts';

it('the admin page names every job with the trigger that it has', () => {
  const shown = Object.entries(JOB_CATALOG).map(([name, { cron }]) => [name, cron]);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(JOBS.map(({ name, cron }) => [name, cron])));
});
