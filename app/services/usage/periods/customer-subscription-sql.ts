import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../../db/sql-time.ts';
import { hasRunSql, isRunningSql } from './is-running-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

export interface WhichSubscription {
  customerId: string;
  /** Whether the one that ended last stands in while none runs. */
  orEnded?: boolean | undefined;
}

/** The customer's running subscription as a subquery; with `orEnded`, while none runs, the last that ended. */
export function customerSubscriptionSql({ customerId, orEnded = false }: WhichSubscription): SQL {
  if (orEnded) return sql`(select s.* from ${everySubscriptionSql(customerId)} as s where s.place = 1)`;
  return sql`(
    select s.*, ${startedAtSql(sql`s`)} as started_at
    from subscriptions s
    where s.customer_id = ${customerId}::uuid and ${isRunningSql(sql`s`)}
    order by s.created_at desc, s.id
    limit 1
  )`;
}

/**
 * What periods are counted from, of the customer's running subscription and of all that ended: with `started_at`, whether
 * it `runs`, its `place`, the running one's before that of the one that ended last, and `followed_at`, when one that goes
 * before it began, from which on its own periods give way; null for the latest. Of several that run the latest counts.
 */
export function everySubscriptionSql(customerId: string): SQL {
  return sql`(
    select s.*, min(s.started_at) over (order by s.place rows between unbounded preceding and 1 preceding) as followed_at
    from (
      select s.*, row_number() over (order by s.runs desc, s.ended_at desc, s.created_at desc, s.id) as place
      from (
        select s.id, s.customer_id, s.plan_version_id, s.status, s.currency, s.billing_anchor_at, s.cancel_at,
          s.cancel_at_period_end, s.ended_at, s.created_at, s.ended_at is null as runs, ${startedAtSql(sql`s`)} as started_at
        from subscriptions s
        where s.customer_id = ${customerId}::uuid and ${hasRunSql(sql`s`)}
          and (s.ended_at is not null or s.status <> 'canceled')
        offset 0
      ) as s
    ) as s
    where not s.runs or s.place = 1
  )`;
}

/** The instant, or the last one of a subscription `s` that had ended by then: in its last period, not after it. */
export function withinSubscriptionSql(instant: Date): SQL {
  return sql`least(${instantSql(instant)}, s.ended_at - interval '1 millisecond')`;
}
