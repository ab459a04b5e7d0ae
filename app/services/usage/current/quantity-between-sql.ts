import { type SQL, sql } from 'drizzle-orm';
import { utcDayStartSql } from '../../../db/sql-time.ts';

/** Billable units in `[start, end)`: whole days from the roll-up, hours only on the days that the two bounds cut. */
export function quantityBetweenSql(input: { customerId: SQL; metric: SQL; start: SQL; end: SQL }): SQL {
  const { customerId, metric, start, end } = input;
  const hours = (from: SQL, until: SQL) => sql`coalesce((
    select sum(u.billable_quantity) from usage_records u
    where u.customer_id = ${customerId} and u.metric = ${metric} and u.hour >= ${from} and u.hour < ${until}
  ), 0)`;
  const firstDayEnd = sql`least(${utcDayStartSql(start)} + interval '1 day', ${end})`;
  return sql`(
    ${hours(start, firstDayEnd)}
    + ${hours(sql`greatest(${utcDayStartSql(end)}, ${firstDayEnd})`, end)}
    + coalesce((
      select sum(d.quantity) from usage_daily d
      where d.customer_id = ${customerId} and d.metric = ${metric}
        and d.day > (${start} at time zone 'UTC')::date and d.day < (${end} at time zone 'UTC')::date
    ), 0)
  )::bigint`;
}
