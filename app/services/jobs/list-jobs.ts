import { desc, eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { JOB_CATALOG, type JobDescription } from './job-catalog.ts';
import { JOB_NAMES, type JobName } from './job-name.ts';
import { lastRuns } from './last-runs.ts';

const MAX_RUNS_PER_JOB = 8;
const DAY = sql`interval '1 day'`;

export interface JobRun {
  id: string;
  job: string;
  status: 'running' | 'succeeded' | 'failed';
  scheduledFor: Date;
  startedAt: Date;
  finishedAt: Date | null;
  result: unknown;
  error: string | null;
  /** Who asked for it and why; null for one on schedule. */
  request: { requestedBy: string; reason: string } | null;
}

export interface JobSummary extends JobDescription {
  name: JobName;
  /** Newest first. */
  runs: readonly JobRun[];
  runsLastDay: number;
  failuresLastDay: number;
  /** What was asked for and is not over. */
  openRequest: { requestedBy: string; reason: string; requestedAt: Date; status: string } | null;
}

/** Every job with its last runs and what was asked of it. Staff only; one trip. */
export async function listJobs(ctx: ServiceContext): Promise<readonly JobSummary[]> {
  requireStaff(ctx.actor);
  const [runs, counts, requests] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    selectLastRuns(db),
    selectDayCounts(db, ctx.now),
    selectOpenRequests(db),
  ]);
  return JOB_NAMES.map((name) => {
    const count = counts.find(({ job }) => job === name);
    return {
      name,
      ...JOB_CATALOG[name],
      runs: runs.filter(({ job }) => job === name).map(toJobRun),
      runsLastDay: count?.runs ?? 0,
      failuresLastDay: count?.failures ?? 0,
      openRequest: requests.find(({ job }) => job === name) ?? null,
    };
  });
}

function selectLastRuns(db: QueryBuilder) {
  const { jobRequests } = schema;
  const { names, last } = lastRuns(db, { perJob: MAX_RUNS_PER_JOB });
  return db
    .select({
      id: last.id,
      job: last.job,
      status: last.status,
      scheduledFor: last.scheduledFor,
      startedAt: last.startedAt,
      finishedAt: last.finishedAt,
      result: last.result,
      error: last.error,
      requestedBy: jobRequests.requestedBy,
      reason: jobRequests.reason,
    })
    .from(names)
    .innerJoinLateral(last, sql`true`)
    .leftJoin(jobRequests, eq(jobRequests.jobRunId, last.id))
    .orderBy(desc(last.startedAt), desc(last.id));
}

function selectDayCounts(db: QueryBuilder, now: Date) {
  const { jobRuns } = schema;
  return db
    .select({
      job: jobRuns.job,
      runs: sql<number>`count(*)::int`,
      failures: sql<number>`(count(*) filter (where ${jobRuns.status} = 'failed'))::int`,
    })
    .from(jobRuns)
    .where(sql`${jobRuns.startedAt} > ${instantSql(now)} - ${DAY} and ${jobRuns.job} in ${[...JOB_NAMES]}`)
    .groupBy(jobRuns.job);
}

function selectOpenRequests(db: QueryBuilder) {
  const { jobRequests } = schema;
  return db
    .select({
      job: jobRequests.job,
      requestedBy: jobRequests.requestedBy,
      reason: jobRequests.reason,
      requestedAt: jobRequests.requestedAt,
      status: jobRequests.status,
    })
    .from(jobRequests)
    .where(sql`${jobRequests.status} in ('queued', 'running')`);
}

function toJobRun(row: Awaited<ReturnType<typeof selectLastRuns>>[number]): JobRun {
  const { requestedBy, reason, status, ...run } = row;
  return {
    ...run,
    status: status as JobRun['status'],
    request: requestedBy === null || reason === null ? null : { requestedBy, reason },
  };
}
