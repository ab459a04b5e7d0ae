import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type ReconciliationCase, selectCases, toCases } from './cases/case-row.ts';
import { type RunSummary, runSummaryRow, selectRuns, toRunSummary } from './run-summary.ts';

const RUNS = 50;
const OPEN_CASES = 50;
const DECIDED_CASES = 10;

export interface RunList {
  runs: readonly RunSummary[];
  /** What waits for a person to decide, oldest first. */
  cases: readonly ReconciliationCase[];
  /** What was decided last. */
  decided: readonly ReconciliationCase[];
}

/** The latest runs, the open cases and the last decisions, in one trip. Staff only. */
export async function listRuns(ctx: ServiceContext): Promise<RunList> {
  requireStaff(ctx.actor);
  const [runs, cases, decided] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectRuns(sql`true`, RUNS)),
    db.execute(selectCases(sql`k.status = 'open'`, { order: sql`k.created_at, k.id`, limit: OPEN_CASES })),
    db.execute(
      selectCases(sql`k.decided_at is not null`, {
        order: sql`k.decided_at desc, k.id`,
        limit: DECIDED_CASES,
      }),
    ),
  ]);
  return {
    runs: z.array(runSummaryRow).parse(runs.rows).map(toRunSummary),
    cases: toCases(cases.rows),
    decided: toCases(decided.rows),
  };
}
