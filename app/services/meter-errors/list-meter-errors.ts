import { desc } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';

const MAX_REPORTS = 50;

export interface MeterErrorRow {
  stripeEventId: string;
  /** Null when the report names no meter of ours. */
  metric: string | null;
  summary: string;
  errorCount: number;
  receivedAt: Date;
}

/** What Stripe reported that it could not count, the newest first. Staff only; one trip. */
export async function listMeterErrors(ctx: ServiceContext): Promise<readonly MeterErrorRow[]> {
  requireStaff(ctx.actor);
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [selectMeterErrors(db)]);
  return rows;
}

/** The query by itself, for a page that fetches it in one batch with others. */
export function selectMeterErrors(db: QueryBuilder) {
  const { meterErrorReports } = schema;
  return db
    .select({
      stripeEventId: meterErrorReports.stripeEventId,
      metric: meterErrorReports.metric,
      summary: meterErrorReports.summary,
      errorCount: meterErrorReports.errorCount,
      receivedAt: meterErrorReports.receivedAt,
    })
    .from(meterErrorReports)
    .orderBy(desc(meterErrorReports.receivedAt), meterErrorReports.stripeEventId)
    .limit(MAX_REPORTS);
}
