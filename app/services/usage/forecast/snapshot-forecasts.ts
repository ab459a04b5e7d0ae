import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS } from '../../../domain/metric.ts';
import { utcDay } from '../../../domain/period.ts';
import type { ServiceContext } from '../../context.ts';
import { isRunningSql } from '../periods/is-running-sql.ts';
import { type ForecastInputRow, forecastInputRow, forecastRow } from './forecast-row.ts';
import { selectForecastInputs } from './select-forecast-inputs.ts';

const CUSTOMERS_PER_PAGE = 100;
const SYSTEM = { kind: 'system' } as const;

/**
 * Writes down what is forecast today for every running subscription, once a UTC day: a customer that has its rows is
 * passed over, so a second run, or one after a kill, adds only what is missing. Two trips for a hundred customers.
 * Stops after `budgetMs`; the next run goes on.
 */
export async function snapshotForecasts(
  ctx: ServiceContext,
  { elapsedMs = () => 0, budgetMs = 60_000 }: { elapsedMs?: () => number; budgetMs?: number } = {},
): Promise<{ customers: number; rows: number }> {
  const day = utcDay(ctx.now);
  let after = '00000000-0000-0000-0000-000000000000';
  const done = { customers: 0, rows: 0 };
  while (elapsedMs() < budgetMs) {
    const due = sql`
      select distinct s.customer_id from subscriptions s
      where ${isRunningSql(sql`s`)}
        and s.customer_id > ${after}::uuid
        and not exists (
          select from usage_forecasts f where f.customer_id = s.customer_id and f.day = ${day}::date
        )
      order by s.customer_id limit ${CUSTOMERS_PER_PAGE}`;
    const [inputs] = await ctx.db.batch(SYSTEM, (db) => [
      db.execute(selectForecastInputs({ customerIds: due, now: ctx.now })),
    ]);
    const page = z.array(forecastInputRow).parse(inputs.rows);
    const last = page.at(-1);
    if (last === undefined) break;
    const rows = page.flatMap((row) => toSnapshots(row, day));
    if (rows.length > 0) {
      await ctx.db.batch(SYSTEM, (db) => [db.execute(insertSnapshots(rows, ctx.now))]);
      done.rows += rows.length;
    }
    done.customers += page.length;
    after = last.customer_id;
  }
  return done;
}

function toSnapshots(row: ForecastInputRow, day: string) {
  const forecast = forecastRow(row);
  if (!forecast.available) return [];
  const [start, end] = [row.period_start.getTime(), row.period_end.getTime()];
  return METRICS.map((metric) => ({
    customer_id: row.customer_id,
    metric,
    day,
    period_start: row.period_start.toISOString(),
    period_end: row.period_end.toISOString(),
    elapsed_share: ((row.as_of.getTime() - start) / (end - start)).toFixed(6),
    p10: forecast.metrics[metric].p10.toString(),
    p50: forecast.metrics[metric].p50.toString(),
    p90: forecast.metrics[metric].p90.toString(),
  }));
}

function insertSnapshots(rows: readonly object[], now: Date) {
  return sql`
    insert into usage_forecasts (customer_id, metric, day, period_start, period_end, elapsed_share, p10, p50, p90,
      created_at)
    select customer_id, metric, day, period_start, period_end, elapsed_share, p10, p50, p90, ${instantSql(now)}
    from json_to_recordset(${JSON.stringify(rows)}::json) as f (customer_id uuid, metric text, day date,
      period_start timestamptz, period_end timestamptz, elapsed_share numeric, p10 bigint, p50 bigint, p90 bigint)
    on conflict (customer_id, metric, day) do nothing`;
}
