import { type SQL, sql } from 'drizzle-orm';
import { hasRunSql } from './is-running-sql.ts';
import { startedAtSql } from './started-at-sql.ts';

/**
 * How long an hour after the end of a plan may still become the next one's, so that nobody decides it before: that one
 * begins at 00:00 UTC of the day it is made at the earliest, and Stripe waits 23 hours for its first payment.
 */
export const NEXT_PLAN_WITHIN: SQL = sql`interval '2 days'`;

/**
 * A LATERAL subquery: the subscription that an hour of a customer belongs to, with `started_at`; `ends_at` once its end
 * has come or was announced; whether it `covers` the hour; and `invoice_id`, the issued invoice that has billed it. Of
 * several, the one whose invoice has billed the hour, and no void one; else one that covers it, and of those the latest.
 */
export function owningSubscriptionSql({ customerId, hour }: { customerId: SQL; hour: SQL }): SQL {
  const startedAt = startedAtSql(sql`own`);
  return sql`lateral (
    select own.*, ${startedAt} as started_at, billed.id as invoice_id,
      coalesce(own.ended_at, own.cancel_at, case when own.cancel_at_period_end then own.current_period_end end) as ends_at,
      ${startedAt} <= ${hour} and (own.ended_at is null or ${hour} < own.ended_at) as covers
    from subscriptions own
    left join lateral (
      select i.id, i.status <> 'void' as stands
      from invoices i
      where i.subscription_id = own.id and i.billing_reason = 'subscription_cycle' and i.status <> 'draft'
        and i.period_start <= ${hour} and ${hour} < i.period_end
      order by stands desc, i.created_at, i.id
      limit 1
    ) as billed on true
    where own.customer_id = ${customerId} and ${hasRunSql(sql`own`)}
    order by billed.stands is true desc, covers desc, ${startedAt} <= ${hour} desc, own.created_at desc, own.id
    limit 1
  )`;
}
