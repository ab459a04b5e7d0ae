import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import { type ServiceContext, scopeOf } from '../../context.ts';

export interface ExportUsageInput {
  customerId: string;
  from: Date;
  /** Exclusive. */
  to: Date;
  metric?: Metric | undefined;
}

const units = z.string().transform(BigInt);

const exportedRow = z.object({
  hour: z.coerce.date(),
  metric: z.enum(METRICS),
  quantity: units,
  adjusted_quantity: units,
  billable_quantity: units,
  reported_quantity: units,
  updated_at: z.coerce.date(),
});

/** One hour of one metric, in units (bytes for transfer). */
export type ExportedRow = z.output<typeof exportedRow>;

const ROWS_PER_PAGE = 5_000;

/** The usage rows of a span, by hour and metric, a page at a time: one trip each, and never more than one in memory. */
export async function* exportUsage(
  ctx: ServiceContext,
  input: ExportUsageInput,
): AsyncGenerator<readonly ExportedRow[]> {
  let after: Pick<ExportedRow, 'hour' | 'metric'> | null = null;
  for (;;) {
    const page: readonly ExportedRow[] = await readPage(ctx, input, after);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_PER_PAGE) return;
    after = last;
  }
}

async function readPage(
  ctx: ServiceContext,
  { customerId, from, to, metric }: ExportUsageInput,
  after: Pick<ExportedRow, 'hour' | 'metric'> | null,
): Promise<readonly ExportedRow[]> {
  const metrics = sql.join(
    (metric === undefined ? METRICS : [metric]).map((name) => sql`${name}`),
    sql`, `,
  );
  const beyond =
    after === null ? sql`true` : sql`(hour, metric) > (${instantSql(after.hour)}, ${after.metric})`;
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(sql`
      select hour, metric, quantity::text, adjusted_quantity::text, billable_quantity::text,
        reported_quantity::text, updated_at
      from usage_records
      where customer_id = ${customerId}::uuid and metric in (${metrics})
        and hour >= ${instantSql(after?.hour ?? from)} and hour < ${instantSql(to)} and ${beyond}
      order by hour, metric
      limit ${ROWS_PER_PAGE}`),
  ]);
  return z.array(exportedRow).parse(rows.rows);
}
