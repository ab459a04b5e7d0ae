import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type RunSummary, runSummaryRow, selectRuns, toRunSummary } from './run-summary.ts';

const RUNS = 50;
const CASES = 50;

const caseRow = z.object({
  id: z.string(),
  type: z.enum(['propose_credit', 'alert']),
  run_id: z.string(),
  difference_key: z.string(),
  customer_id: z.string().nullable(),
  customer_name: z.string().nullable(),
  currency: z.string().nullable(),
  amount_minor: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  created_at: z.coerce.date(),
});
export type OpenCase = z.output<typeof caseRow>;

export interface RunList {
  runs: readonly RunSummary[];
  /** What waits for a person to decide, oldest first. */
  cases: readonly OpenCase[];
}

/** The latest runs and the open cases, in one trip. Staff only. */
export async function listRuns(ctx: ServiceContext): Promise<RunList> {
  requireStaff(ctx.actor);
  const [runs, cases] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectRuns(sql`true`, RUNS)),
    db.execute(sql`
      select k.id, k.type, k.run_id, k.difference_key, k.customer_id, c.name as customer_name, k.currency,
        k.amount_minor::text, k.detail, k.created_at
      from reconciliation_cases k left join customers c on c.id = k.customer_id
      where k.status = 'open' order by k.created_at, k.id limit ${CASES}`),
  ]);
  return {
    runs: z.array(runSummaryRow).parse(runs.rows).map(toRunSummary),
    cases: z.array(caseRow).parse(cases.rows),
  };
}
