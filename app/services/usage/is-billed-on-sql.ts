import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether an issued invoice billed a row `s`, a subscription's period up to `own_end`, on beyond `followed_at`, where the
 * next subscription began.
 */
export const IS_BILLED_ON: SQL = sql`(s.followed_at < s.own_end and exists (
  select from invoices billed
  where billed.subscription_id = s.id and billed.billing_reason = 'subscription_cycle'
    and billed.period_end = s.own_end and billed.status not in ('draft', 'void')
))`;

/**
 * Where the period of a row `s` ends: it gives way to the subscription that followed, so that no hour is in two of them,
 * but what an invoice has billed stays as it was billed.
 */
export function untilFollowedSql(isBilledOn: SQL = IS_BILLED_ON): SQL {
  return sql`(case when ${isBilledOn} then s.own_end else least(s.own_end, s.followed_at) end)`;
}
