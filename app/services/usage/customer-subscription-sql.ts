import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { startedAtSql } from './started-at-sql.ts';

export interface WhichSubscription {
  customerId: string;
  /** Whether the one that ended last stands in while none runs. */
  orEnded?: boolean | undefined;
}

const IS_RUNNING = sql`(s.ended_at is null and s.status not in ('canceled', 'incomplete_expired'))`;
const HAS_ENDED = sql`(s.ended_at is not null and s.status <> 'incomplete_expired')`;
/** The running one first, then the one that ended last. */
const LATEST_FIRST = sql`${IS_RUNNING} desc, s.ended_at desc, s.created_at desc`;

/**
 * The customer's running subscription as a subquery; with `orEnded`, while none runs, the last that ended, and with `at`
 * too the latest of them that had begun by then.
 */
export function customerSubscriptionSql({
  customerId,
  orEnded = false,
  at,
}: WhichSubscription & { at?: Date | undefined }): SQL {
  const wanted = orEnded ? sql`(${IS_RUNNING} or ${HAS_ENDED})` : IS_RUNNING;
  const begun = at ? sql`(${startedAtSql(sql`s`)} <= ${instantSql(at)}) desc, ` : sql``;
  return sql`(
    select s.* from subscriptions s
    where s.customer_id = ${customerId}::uuid and ${wanted}
    order by ${orEnded ? sql`${begun}${LATEST_FIRST}` : sql`s.created_at desc`}
    limit 1
  )`;
}

/**
 * What periods are counted from, of the customer's running subscription and of all that ended: with `started_at`, whether
 * it `runs`, and `followed_at`, when one that goes before it began, from which on its own periods give way; null for the
 * latest.
 */
export function everySubscriptionSql(customerId: string): SQL {
  return sql`(
    select * from (
      select s.*, row_number() over latest_first as place,
        min(s.started_at) over (latest_first rows between unbounded preceding and 1 preceding) as followed_at
      from (
        select s.id, s.customer_id, s.plan_version_id, s.currency, s.billing_anchor_at, s.cancel_at, s.ended_at,
          s.created_at, ${IS_RUNNING} as runs, ${startedAtSql(sql`s`)} as started_at
        from subscriptions s
        where s.customer_id = ${customerId}::uuid and (${IS_RUNNING} or ${HAS_ENDED})
        offset 0
      ) as s
      window latest_first as (order by s.runs desc, s.ended_at desc, s.created_at desc)
    ) as s
    where not runs or place = 1
  )`;
}

/** The instant, or the last one of a subscription `s` that had ended by then: in its last period, not after it. */
export function withinSubscriptionSql(instant: Date): SQL {
  return sql`least(${instantSql(instant)}, s.ended_at - interval '1 millisecond')`;
}
