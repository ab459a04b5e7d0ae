import { type SQL, sql } from 'drizzle-orm';
import {
  customerSubscriptionSql,
  type WhichSubscription,
  withinSubscriptionSql,
} from './customer-subscription-sql.ts';
import { endsAtSql } from './ends-at-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

/**
 * The running subscription beside each of its last periods, the running one first: `period_start`, `period_end` and
 * `ago`; with `orEnded`, while none runs, the last that ended, from its last period on. Each is counted from the anchor, so that the end of a short month shifts none of the others.
 */
export function recentPeriodsSql(input: WhichSubscription & { now: Date; months: number }): SQL {
  const at = withinSubscriptionSql(input.now);
  const anchor = sql`(s.billing_anchor_at at time zone 'UTC')`;
  const plus = (months: SQL) => sql`((${anchor} + make_interval(months => ${months})) at time zone 'UTC')`;
  return sql`(
    select s.*, ago, greatest(${plus(sql`n - ago`)}, ${startedAtSql(sql`s`)}) as period_start,
      ${endsAtSql({ subscription: sql`s`, periodEnd: plus(sql`n - ago + 1`), now: input.now })} as period_end
    from (
      select s.*, months - case when ${plus(sql`months`)} > ${at} then 1 else 0 end as n
      from (
        select s.*, ((extract(year from ${at} at time zone 'UTC') - extract(year from ${anchor})) * 12
          + extract(month from ${at} at time zone 'UTC') - extract(month from ${anchor}))::int as months
        from ${customerSubscriptionSql(input)} as s
      ) as s
    ) as s
    cross join generate_series(0, ${input.months}::int - 1) as ago
    where ${plus(sql`n - ago + 1`)} > ${startedAtSql(sql`s`)}
  )`;
}
