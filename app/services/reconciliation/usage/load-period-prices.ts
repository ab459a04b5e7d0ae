import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Span } from '../../../domain/reconciliation/spans.ts';
import type { ServiceContext } from '../../context.ts';
import { periodPricesSql } from './period-prices-sql.ts';

/** By what a period is billed, where that need not be the plan of now. */
export interface PeriodPrices {
  planVersionIds: readonly string[];
  /** The plan was changed within it: parts of it are rated each by itself. */
  isInParts: boolean;
}

export type PeriodPricesOf = (span: Pick<Span, 'subscriptionId' | 'start'>) => PeriodPrices | null;

const pricesRow = z.object({
  subscription_id: z.string(),
  period_start: z.coerce.date(),
  versions: z.array(z.string()),
  is_in_parts: z.boolean(),
});

/** Of those among these periods that have an invoice, or whose plan was changed within them. One trip. */
export async function loadPeriodPrices(ctx: ServiceContext, spans: readonly Span[]): Promise<PeriodPricesOf> {
  const asked = spans.map((span) => ({
    subscription_id: span.subscriptionId,
    period_start: span.start,
    period_end: span.periodEnd,
  }));
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select asked.subscription_id, asked.period_start, sold.versions, sold.is_in_parts
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (subscription_id uuid, period_start timestamptz,
        period_end timestamptz)
      cross join ${periodPricesSql({
        subscriptionId: sql`asked.subscription_id`,
        start: sql`asked.period_start`,
        end: sql`asked.period_end`,
      })} as sold
      where sold.versions is not null`),
  ]);
  const rows = z.array(pricesRow).parse(found.rows);
  const byPeriod = new Map(
    rows.map((row) => [
      keyOf(row.subscription_id, row.period_start),
      { planVersionIds: row.versions, isInParts: row.is_in_parts },
    ]),
  );
  return ({ subscriptionId, start }) => byPeriod.get(keyOf(subscriptionId, start)) ?? null;
}

function keyOf(subscriptionId: string, start: Date): string {
  return `${subscriptionId} ${start.toISOString()}`;
}
