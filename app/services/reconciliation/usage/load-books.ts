import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantSql } from '../../../db/sql-time.ts';
import { METRICS, type Metric } from '../../../domain/metric.ts';
import type { UsageBucket } from '../../../domain/reconciliation/classify-usage.ts';
import type { ServiceContext } from '../../context.ts';
import { isRepairSql } from '../../usage/report/metered-hours-sql.ts';
import { LOSSES } from '../repair/book-late-usage.ts';

/** A stretch of one customer's time, told by day, by hour, or in one sum. */
export interface BookRange {
  customerId: string;
  start: Date;
  end: Date;
  by: 'day' | 'hour' | 'range';
}

export interface Book extends Omit<UsageBucket, 'stripe'> {
  customerId: string;
  /** Where the stretch ends that is told in one sum; null for a day or an hour. */
  until: string | null;
  /** Repairs so far, whatever became of them. */
  repairs: number;
  /** How often units were booked as lost. */
  losses: number;
  /** The outbox rows of `failed`, by identifier. */
  failedRows: readonly string[];
  metric: Metric;
}

/** Two stretches told in one sum may begin at the same instant. */
const UNTIL: SQL = sql`case r.by when 'range' then r.end_at else 'infinity' end`;

/** Stripe counts after it has answered. */
const COUNTED_AFTER_MS = 15 * 60_000;

const units = z.string().transform(BigInt);
const bookRow = z.object({
  customer_id: z.string(),
  metric: z.enum(METRICS),
  at: z.coerce.date(),
  until: z.coerce.date().nullable(),
  billable: units,
  unqueued: units,
  forgotten: units,
  held: units,
  pending: units,
  failed: units,
  accepted: units,
  accepted_lately: units,
  repairs: z.number(),
  losses: z.number(),
  failed_rows: z.array(z.string()),
});

/** Our side of the meters: what is billable, and what the outbox has done with it. One trip, by the primary keys. */
export async function loadBooks(
  ctx: ServiceContext,
  ranges: readonly BookRange[],
  now: Date,
): Promise<readonly Book[]> {
  if (ranges.length === 0) return [];
  const lately = instantSql(new Date(now.getTime() - COUNTED_AFTER_MS));
  const bucket = (hour: SQL) =>
    sql`case r.by when 'range' then r.start_at else date_trunc(r.by, ${hour}, 'UTC') end`;
  const sumWhere = (condition: SQL) => sql`coalesce(sum(o.quantity_delta) filter (where ${condition}), 0)`;
  const isUsage = (status: 'accepted' | 'held' | 'failed') =>
    sql`o.status = ${status} and not ${isRepairSql(sql`o`)}`;
  const given = ranges.map((range) => ({
    customer_id: range.customerId,
    start_at: range.start.toISOString(),
    end_at: range.end.toISOString(),
    by: range.by,
  }));
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      with r as (
        select g.*, m.metric
        from json_to_recordset(${JSON.stringify(given)}::json)
          as g (customer_id uuid, start_at timestamptz, end_at timestamptz, by text)
        cross join unnest(${`{${METRICS.join(',')}}`}::text[]) as m (metric)
      ), records as (
        select r.customer_id, r.metric, ${bucket(sql`u.hour`)} as at, ${UNTIL} as until, sum(u.billable_quantity) as billable,
          sum(u.billable_quantity - u.reported_quantity) as unqueued,
          sum(case when u.billable_quantity <> u.reported_quantity and not exists (
            select from usage_daily d
            where d.customer_id = u.customer_id and d.metric = u.metric and d.day = (u.hour at time zone 'UTC')::date
              and d.revision <> d.reported_revision
          ) then u.billable_quantity - u.reported_quantity else 0 end) as forgotten
        from r join usage_records u
          on u.customer_id = r.customer_id and u.metric = r.metric and u.hour >= r.start_at and u.hour < r.end_at
        group by 1, 2, 3, 4
      ), outbox as (
        select r.customer_id, r.metric, ${bucket(sql`o.hour`)} as at, ${UNTIL} as until,
          ${sumWhere(isUsage('held'))} as held, ${sumWhere(sql`o.status = 'pending'`)} as pending,
          ${sumWhere(isUsage('failed'))} as failed, ${sumWhere(isUsage('accepted'))} as accepted,
          ${sumWhere(sql`o.status = 'accepted' and o.accepted_at > ${lately}`)} as accepted_lately,
          count(*) filter (where ${isRepairSql(sql`o`)})::int as repairs, ${LOSSES} as losses,
          json_agg(o.identifier order by o.identifier) filter (where ${isUsage('failed')}) as failed_rows
        from r join usage_outbox o
          on o.customer_id = r.customer_id and o.metric = r.metric and o.hour >= r.start_at and o.hour < r.end_at
        group by 1, 2, 3, 4
      )
      select customer_id, metric, at, nullif(until, 'infinity') as until, coalesce(billable, 0)::text as billable, coalesce(unqueued, 0)::text as unqueued,
        coalesce(forgotten, 0)::text as forgotten,
        coalesce(held, 0)::text as held, coalesce(pending, 0)::text as pending, coalesce(failed, 0)::text as failed,
        coalesce(accepted, 0)::text as accepted, coalesce(accepted_lately, 0)::text as accepted_lately,
        coalesce(repairs, 0) as repairs, coalesce(losses, 0) as losses, coalesce(failed_rows, '[]') as failed_rows
      from records full join outbox using (customer_id, metric, at, until)
      order by customer_id, metric, at, until`),
  ]);
  return z.array(bookRow).parse(found.rows).map(toBook);
}

function toBook(row: z.output<typeof bookRow>): Book {
  return {
    customerId: row.customer_id,
    metric: row.metric,
    at: row.at.toISOString(),
    until: row.until?.toISOString() ?? null,
    billable: row.billable,
    held: row.held,
    pending: row.pending,
    failed: row.failed,
    unqueued: row.unqueued,
    forgotten: row.forgotten,
    accepted: row.accepted,
    acceptedLately: row.accepted_lately,
    repairs: row.repairs,
    losses: row.losses,
    failedRows: row.failed_rows,
  };
}
