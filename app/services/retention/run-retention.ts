import type { ServiceContext } from '../context.ts';
import { describeError } from '../events/describe-error.ts';
import type { RetentionTask } from './retention-tasks.ts';

const ROWS_PER_STEP = 1_000;
/** 200,000 rows a night and kind; what is left goes the next night. */
const MAX_STEPS = 200;

export interface RetentionResult {
  name: string;
  rows: number;
  complete: boolean;
  error: string | null;
}

/** Each step is a transaction of its own, short enough to be in nobody's way. A task that fails stops no other. */
export async function runRetention(
  ctx: ServiceContext,
  tasks: readonly RetentionTask[],
  { rowsPerStep = ROWS_PER_STEP, maxSteps = MAX_STEPS }: { rowsPerStep?: number; maxSteps?: number } = {},
): Promise<RetentionResult[]> {
  const results: RetentionResult[] = [];
  for (const task of tasks) {
    const result: RetentionResult = { name: task.name, rows: 0, complete: false, error: null };
    results.push(result);
    try {
      for (let step = 0; step < maxSteps && !result.complete; step += 1) {
        const [touched] = await ctx.db.batch({ kind: 'system' }, (db) => [
          task.step(db, { now: ctx.now, limit: rowsPerStep }),
        ]);
        result.rows += touched.rows.length;
        result.complete = touched.rows.length < rowsPerStep;
      }
    } catch (error) {
      result.error = describeError(error);
    }
  }
  return results;
}
