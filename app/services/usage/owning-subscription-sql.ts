import { type SQL, sql } from 'drizzle-orm';
import { hasRunSql } from './is-running-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

/**
 * A LATERAL subquery: the subscription that an hour of a customer belongs to, with `started_at`, and `ends_at` once its
 * end has come or was announced for an instant. Of several, the one that had begun; of those the latest.
 */
export function owningSubscriptionSql({ customerId, hour }: { customerId: SQL; hour: SQL }): SQL {
  return sql`lateral (
    select own.*, ${startedAtSql(sql`own`)} as started_at, coalesce(own.ended_at, own.cancel_at) as ends_at
    from subscriptions own
    where own.customer_id = ${customerId} and ${hasRunSql(sql`own`)}
    order by (${startedAtSql(sql`own`)} <= ${hour}) desc, own.created_at desc
    limit 1
  )`;
}
