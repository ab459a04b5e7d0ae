import { type SQL, sql } from 'drizzle-orm';
import { calendarMonthsSql } from '../../db/sql-time.ts';
import {
  customerSubscriptionSql,
  type WhichSubscription,
  withinSubscriptionSql,
} from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

/**
 * The running subscription beside each of its last periods, the running one first: `period_start`, `period_end` and
 * `ago`; with `orEnded`, while none runs, the last that ended, from its last period on. Each is counted from the anchor,
 * so that the end of a short month shifts none of the others. OFFSET 0 as in `monthlyPeriodSql`.
 */
export function recentPeriodsSql(input: WhichSubscription & { now: Date; months: number }): SQL {
  const at = withinSubscriptionSql(input.now);
  const anchor = sql`(s.billing_anchor_at at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${anchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  return sql`(
    select s.*, greatest(s.whole_start, s.started_at) as period_start,
      ${endsAtSql({ subscription: sql`s`, periodEnd: sql`s.whole_end`, now: input.now })} as period_end
    from (
      select s.*, ago, ${plus(sql`n - ago`)} as whole_start, ${plus(sql`n - ago + 1`)} as whole_end
      from (
        select s.*, months - (${plus(sql`months`)} > ${at})::int as n, ${startedAtSql(sql`s`)} as started_at
        from (
          select s.*, ${calendarMonthsSql(anchor, sql`(${at} at time zone 'UTC')`)} as months
          from ${customerSubscriptionSql(input)} as s
          offset 0
        ) as s
        offset 0
      ) as s
      cross join generate_series(0, ${input.months}::int - 1) as ago
      offset 0
    ) as s
    where s.whole_end > s.started_at
  )`;
}
