import { type SQL, sql } from 'drizzle-orm';

/** What a change of plan left behind in a period, as `usageBeforeRow` reads it; null where Stripe was not asked about it. */
export function usageBeforeSql({
  subscriptionId,
  periodStart,
}: {
  subscriptionId: SQL;
  periodStart: SQL;
}): SQL {
  return sql`(
    select left_behind.usage_before from invoice_previews left_behind
    where left_behind.subscription_id = ${subscriptionId} and left_behind.period_start = ${periodStart}
  )`;
}
