import { type SQL, sql } from 'drizzle-orm';

/**
 * A LATERAL subquery with the `id` of the subscription whose next invoice can carry what is owed: the same one, or
 * another of the customer's in that currency.
 */
export function nextSubscriptionSql(owed: {
  customerId: SQL;
  subscriptionId: SQL;
  currency: SQL;
  at: SQL;
}): SQL {
  return sql`lateral (
    select s.id from subscriptions s
    where s.customer_id = ${owed.customerId} and s.currency = ${owed.currency} and s.ended_at is null
      and (s.cancel_at is null or s.cancel_at > ${owed.at})
      and s.status in ('active', 'past_due', 'trialing', 'unpaid', 'paused')
    order by (s.id = ${owed.subscriptionId}) desc, s.created_at desc
    limit 1
  )`;
}
