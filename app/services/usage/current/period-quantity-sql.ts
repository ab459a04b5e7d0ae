import { type SQL, sql } from 'drizzle-orm';
import { utcDayStartSql } from '../../../db/sql-time.ts';

/** Billable units since a period's start: whole days from the roll-up, hours only on the day the period starts in. */
export function periodQuantitySql(input: { customerId: SQL; metric: SQL; periodStart: SQL }): SQL {
  const { customerId, metric, periodStart } = input;
  return sql`(
    coalesce((
      select sum(u.billable_quantity) from usage_records u
      where u.customer_id = ${customerId} and u.metric = ${metric}
        and u.hour >= ${periodStart} and u.hour < ${utcDayStartSql(periodStart)} + interval '1 day'
    ), 0) + coalesce((
      select sum(d.quantity) from usage_daily d
      where d.customer_id = ${customerId} and d.metric = ${metric}
        and d.day > (${periodStart} at time zone 'UTC')::date
    ), 0)
  )::bigint`;
}
