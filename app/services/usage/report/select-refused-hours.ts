import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { isRepairSql } from './metered-hours-sql.ts';

const MAX_GROUPS = 50;

const refusedRow = z.object({
  customer_id: z.string(),
  customer_name: z.string(),
  metric: z.string(),
  error: z.string().nullable(),
  hours: z.number(),
  first_hour: z.coerce.date(),
  all_hours: z.number(),
});

/** Hours of one customer and metric that Stripe refused for one reason, and that nothing has mended yet. */
export interface RefusedHours {
  customerId: string;
  customerName: string;
  metric: string;
  error: string | null;
  hours: number;
  firstHour: Date;
}

/**
 * Hours with units that Stripe refused for good, by customer, metric and reason, the oldest first; `all_hours` counts
 * them over all groups, each hour once. One that a repair has been queued for since is mended.
 */
export function selectRefusedHours(): SQL {
  return sql`
    with refused as (
      select o.customer_id, o.metric, o.last_error as error, o.hour from usage_outbox o
      where o.status = 'failed' and not exists (
        select from usage_outbox mended
        where mended.customer_id = o.customer_id and mended.metric = o.metric and mended.hour = o.hour
          and mended.status in ('pending', 'accepted') and ${isRepairSql(sql`mended`)}
          and mended.created_at >= o.created_at
      )
    )
    select r.customer_id, c.name as customer_name, r.metric, r.error, count(distinct r.hour)::int as hours,
      min(r.hour) as first_hour,
      (select count(distinct (customer_id, metric, hour)) from refused)::int as all_hours
    from refused r join customers c on c.id = r.customer_id
    group by r.customer_id, c.name, r.metric, r.error
    order by min(r.hour), c.name, r.metric, r.error
    limit ${MAX_GROUPS}`;
}

export function toRefusedHours(rows: readonly unknown[]): { all: number; groups: RefusedHours[] } {
  const read = z.array(refusedRow).parse(rows);
  return {
    all: read[0]?.all_hours ?? 0,
    groups: read.map((row) => ({
      customerId: row.customer_id,
      customerName: row.customer_name,
      metric: row.metric,
      error: row.error,
      hours: row.hours,
      firstHour: row.first_hour,
    })),
  };
}
