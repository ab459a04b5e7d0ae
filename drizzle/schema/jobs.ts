import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { internalPolicies } from './policies.ts';

/** One run of one scheduled job. A run that failed for some customers ends `failed` and names them in `result`. */
export const jobRuns = pgTable(
  'job_runs',
  {
    id: uuid('id').primaryKey(),
    job: text('job').notNull(),
    scheduledFor: instant('scheduled_for').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    status: text('status').notNull(),
    result: jsonb('result'),
    error: text('error'),
  },
  (t) => [
    index('job_runs_job_started_at_index').on(t.job, t.startedAt.desc()),
    check('job_runs_status_known', sql`${t.status} in ('running', 'succeeded', 'failed')`),
    ...internalPolicies('job_runs'),
  ],
).enableRLS();
