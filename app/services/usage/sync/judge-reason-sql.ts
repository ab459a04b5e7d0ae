import { type SQL, sql } from 'drizzle-orm';
import { METRICS } from '../../../domain/metric.ts';

/** More than this in one hour is a fault of the source. A month of such hours still fits a bigint. */
const MAX_HOURLY_QUANTITY = 10n ** 15n;

/** Hours outside the years 1 to 9999 are no hours, endless ones included. */
const FIRST_HOUR = -62_135_596_800;
const LAST_HOUR = 253_402_297_200;

/**
 * Why a row of `s` cannot be taken, or null: the one place that says what a good row is. `hour` is in seconds. The
 * order is that of what a person has to know first; a customer may still come, a wrong number stays wrong.
 */
export function judgeReasonSql(at: SQL): SQL {
  const metrics = sql.join(
    METRICS.map((metric) => sql`${metric}`),
    sql`, `,
  );
  return sql`case
    when s.metric not in (${metrics}) then 'unknown_metric'
    when not s.hour between ${FIRST_HOUR}::float8 and ${LAST_HOUR}::float8 then 'hour_not_whole'
    when s.hour <> floor(s.hour / 3600) * 3600 then 'hour_not_whole'
    when s.hour > date_part('epoch', ${at}) then 'future_hour'
    when s.quantity = 'NaN' then 'not_a_number'
    when s.quantity < 0 then 'negative'
    when s.quantity > ${MAX_HOURLY_QUANTITY.toString()}::numeric then 'too_large'
    when s.quantity <> trunc(s.quantity) then 'fractional'
    when s.customer_id not in (select id from customers) then 'unknown_customer'
  end`;
}
