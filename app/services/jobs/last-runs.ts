import { desc, eq, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { JOB_NAMES } from './job-name.ts';

/** The last runs of each job, so that one that runs every minute does not crowd out the others: join `last` to `names`. */
export function lastRuns(db: QueryBuilder, { perJob }: { perJob: number }) {
  const { jobRuns } = schema;
  const last = db
    .select()
    .from(jobRuns)
    .where(eq(jobRuns.job, sql`names.name`))
    .orderBy(desc(jobRuns.startedAt), desc(jobRuns.id))
    .limit(perJob)
    .as('last');
  const names = sql`(values ${sql.join(
    JOB_NAMES.map((name) => sql`(${name})`),
    sql`, `,
  )}) as names (name)`;
  return { names, last };
}
