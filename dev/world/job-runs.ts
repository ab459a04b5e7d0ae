import type pg from 'pg';

/** A run as `POST /cron` answers it. */
export interface JobRun {
  id: string;
  job: string;
  scheduled_for: Date;
  started_at: Date;
  finished_at: Date | null;
  status: string;
  result: unknown;
  error: string | null;
}

/** The run of a job for one scheduled time; the newest where several were asked for at the same instant. */
export async function findJobRun(
  database: pg.Pool,
  job: string,
  scheduledAt: Date,
): Promise<JobRun | undefined> {
  const { rows } = await database.query<JobRun>(
    `select id, job, scheduled_for, started_at, finished_at, status, result, error from job_runs
      where job = $1 and scheduled_for = $2 order by started_at desc, id limit 1`,
    [job, scheduledAt],
  );
  return rows[0];
}
