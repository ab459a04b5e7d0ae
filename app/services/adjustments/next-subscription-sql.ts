import { type SQL, sql } from 'drizzle-orm';
import { isRunningSql } from '../usage/periods/is-running-sql.ts';

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
    where s.customer_id = ${owed.customerId} and s.currency = ${owed.currency} and ${isRunningSql(sql`s`)}
      and (s.cancel_at is null or s.cancel_at > ${owed.at})
    order by (s.id = ${owed.subscriptionId}) desc, s.created_at desc, s.id
    limit 1
  )`;
}
