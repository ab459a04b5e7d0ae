import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';

export interface JobRunEnd {
  id: string;
  status: 'succeeded' | 'failed';
  result: object | null;
  error: string | null;
  finishedAt: Date;
}

export async function finishJobRun(ctx: ServiceContext, { id, ...end }: JobRunEnd): Promise<void> {
  const { jobRuns } = schema;
  await ctx.db.batch({ kind: 'system' }, (db) => [db.update(jobRuns).set(end).where(eq(jobRuns.id, id))]);
}
