import { type SQL, sql } from 'drizzle-orm';
import { calendarMonthsSql } from '../../db/sql-time.ts';
import { everySubscriptionSql, withinSubscriptionSql } from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';

/**
 * The customer's last periods, each beside its subscription, the running one's before those of ended ones: `period_start`,
 * `period_end`, `is_running` and `ago`, which counts from the latest. Each is counted from the anchor, so that the end of
 * a short month shifts none of the others; no two start at one instant. OFFSET 0 as in `monthlyPeriodSql`.
 */
export function recentPeriodsSql(input: { customerId: string; now: Date; months: number }): SQL {
  const at = withinSubscriptionSql(input.now);
  const anchor = sql`(s.billing_anchor_at at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${anchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  return sql`(
    select p.*, (row_number() over (order by period_start desc) - 1)::int as ago,
      p.runs and p.back = 0 as is_running
    from (
      select s.*, ${endsAtSql({ subscription: sql`s`, periodEnd: sql`s.whole_end`, now: input.now })} as period_end
      from (
        select s.*, back, greatest(${plus(sql`n - back`)}, s.started_at) as period_start,
          ${plus(sql`n - back + 1`)} as whole_end
        from (
          select s.*, months - (${plus(sql`months`)} > ${at})::int as n
          from (
            select s.*, ${calendarMonthsSql(anchor, sql`(${at} at time zone 'UTC')`)} as months
            from ${everySubscriptionSql(input.customerId)} as s
            offset 0
          ) as s
          offset 0
        ) as s
        cross join generate_series(0, ${input.months}::int - 1) as back
        offset 0
      ) as s
      where s.whole_end > s.started_at and (s.followed_at is null or s.period_start < s.followed_at)
    ) as p
    order by period_start desc
    limit ${input.months}
  )`;
}
