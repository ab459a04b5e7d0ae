import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether an issued invoice billed a row `s`, a subscription's period up to `own_end`, on beyond `followed_at`, where the
 * next subscription began: what was billed stays as it was billed. An `exists` would be answered from all invoices at once.
 */
export const IS_BILLED_ON: SQL = sql`(case when s.followed_at < s.own_end then (
  select true from invoices billed
  where billed.subscription_id = s.id and billed.billing_reason = 'subscription_cycle'
    and billed.period_end = s.own_end and billed.status not in ('draft', 'void')
  limit 1
) end is true)`;
