import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Span } from '../../../domain/reconciliation/spans.ts';
import type { ServiceContext } from '../../context.ts';
import { periodPricesSql } from './period-prices-sql.ts';

/** By what a period is billed. */
export interface PeriodPrices {
  planVersionIds: readonly string[];
  /** The plan was changed within it: parts of it are rated each by itself. */
  isInParts: boolean;
}

/** Null of a period that was not asked for. */
export type PeriodPricesOf = (span: Pick<Span, 'subscriptionId' | 'start'>) => PeriodPrices | null;

const pricesRow = z.object({
  subscription_id: z.string(),
  period_start: z.coerce.date(),
  versions: z.array(z.string()),
  is_in_parts: z.boolean(),
});

/** Of all of these periods. One trip. */
export async function loadPeriodPrices(ctx: ServiceContext, spans: readonly Span[]): Promise<PeriodPricesOf> {
  const asked = spans.map((span) => ({
    subscription_id: span.subscriptionId,
    period_start: span.start,
  }));
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select asked.subscription_id, asked.period_start, sold.versions, sold.is_in_parts
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (subscription_id uuid, period_start timestamptz)
      join subscriptions s on s.id = asked.subscription_id
      cross join ${periodPricesSql({
        subscriptionId: sql`s.id`,
        planVersionIdNow: sql`s.plan_version_id`,
        start: sql`asked.period_start`,
      })} as sold`),
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
