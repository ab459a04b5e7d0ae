import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { internalPolicies } from './policies.ts';

/** A job that an admin asked for out of turn; the cron Worker takes it up. One open request a job. */
export const jobRequests = pgTable(
  'job_requests',
  {
    id: uuid('id').primaryKey(),
    job: text('job').notNull(),
    reason: text('reason').notNull(),
    requestedBy: text('requested_by').notNull(),
    status: text('status').notNull(),
    /** The `job_runs` row of the run that answered it. */
    jobRunId: uuid('job_run_id'),
    requestedAt: instant('requested_at').notNull(),
    leaseUntil: instant('lease_until'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    uniqueIndex('job_requests_open_unique').on(t.job).where(sql`status in ('queued', 'running')`),
    index('job_requests_requested_at_index').on(t.requestedAt.desc()),
    check('job_requests_status_known', sql`${t.status} in ('queued', 'running', 'succeeded', 'failed')`),
    ...internalPolicies('job_requests'),
  ],
).enableRLS();
