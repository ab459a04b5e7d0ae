import { type SQL, sql } from 'drizzle-orm';
import { calendarMonthsSql, instantSql } from '../../../db/sql-time.ts';
import { BILLED_PLAN } from './billed-plan-sql.ts';
import { everySubscriptionSql, withinSubscriptionSql } from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';
import { IS_BILLED_ON } from './is-billed-on-sql.ts';

export const MAX_HISTORY_PERIODS = 12;

/**
 * The customer's last periods, each beside its subscription, the running one's before those of ended ones: `period_start`,
 * `period_end`, `is_running` and `ago`, which counts from the latest; `whole_start` and `whole_end` of the monthly period
 * that it is a part of. Each is counted from the anchor, so that the end of a short month shifts none of the others. None
 * runs on into the next subscription's, but for those that were invoiced so. `plan_version_id` is what each ran on.
 */
export function recentPeriodsSql(input: { customerId: string; now: Date; months: number }): SQL {
  return sql`(select p.*, ${BILLED_PLAN} as plan_version_id from ${countedPeriodsSql(input)} as p order by p.ago)`;
}

/** The same before it is asked what each ran on. OFFSET 0 as in `monthlyPeriodSql`. */
function countedPeriodsSql(input: { customerId: string; now: Date; months: number }): SQL {
  const at = withinSubscriptionSql(input.now);
  const anchor = sql`(s.billing_anchor_at at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${anchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  const latestFirst = sql`p.is_running desc, p.period_end desc, p.place`;
  return sql`(
    select p.*, (row_number() over (order by ${latestFirst}) - 1)::int as ago
    from (
      select s.id, s.customer_id, s.plan_version_id as plan_version_now, s.currency, s.status, s.cancel_at,
        s.cancel_at_period_end, s.ended_at, s.place, s.whole_start, s.whole_end,
        s.runs and s.back = 0 as is_running, s.period_start,
        case when s.is_billed_on then s.own_end else least(s.own_end, s.followed_at) end as period_end
      from (
        select s.*, ${IS_BILLED_ON} as is_billed_on
        from (
          select s.*, greatest(s.whole_start, s.started_at) as period_start,
            ${endsAtSql({ subscription: sql`s`, periodEnd: sql`s.whole_end`, now: input.now })} as own_end
          from (
            select s.*, back, ${plus(sql`n - back`)} as whole_start, ${plus(sql`n - back + 1`)} as whole_end
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
          offset 0
        ) as s
        where s.own_end > s.started_at
        offset 0
      ) as s
      where s.followed_at is null or s.period_start < s.followed_at or s.is_billed_on
      offset 0
    ) as p
    order by ago
    limit ${input.months}
  )`;
}

/**
 * Of the last twelve, the one that contains `at`: where one was invoiced on into the next subscription's, the one that
 * began last, so that each is found by its start. The latest when it is left out.
 */
export function recentPeriodSql(input: { customerId: string; now: Date; at: Date | undefined }): SQL {
  const { at } = input;
  const wanted =
    at === undefined
      ? sql`p.ago = 0`
      : sql`p.period_start <= ${instantSql(at)} and ${instantSql(at)} < p.period_end`;
  return sql`(
    select p.*, ${BILLED_PLAN} as plan_version_id
    from (
      select p.* from ${countedPeriodsSql({ ...input, months: MAX_HISTORY_PERIODS })} as p
      where ${wanted}
      order by p.period_start desc, p.ago
      limit 1
    ) as p
    offset 0
  )`;
}
