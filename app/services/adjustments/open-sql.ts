import { type SQL, sql } from 'drizzle-orm';

/** Signed: what a row `a` of `period_adjustments` neither billed nor gave back of what it came to. */
export const LEFT_MINOR: SQL = sql`(a.uncapped_minor - case a.status when 'failed' then 0 else a.amount_minor end)`;

/** Whether a row carries its own units alone, which nothing rates. */
export function isUnrated(row: SQL): SQL {
  return sql`coalesce(${row}.reason in ('outside_subscription', 'no_invoice', 'several_prices', 'minimum_by_hand'), false)`;
}

/**
 * Whether a row `a` of `period_adjustments` waits for a person. A later decision that rates the same period takes up
 * what an earlier one left open, units that had no invoice among it: not units outside a subscription, which no rating
 * has; not another part of the same decision; and not the other side of an offset, which moves no money.
 */
export const IS_OPEN: SQL = sql`(
  (a.status in ('unbillable', 'failed') or a.reason = 'capped') and a.closed_at is null
  and (a.reason is not distinct from 'outside_subscription' or not exists (
    select from period_adjustments later
    where later.customer_id = a.customer_id and later.subscription_id is not distinct from a.subscription_id
      and later.component = a.component and later.period_start = a.period_start
      and later.created_at > a.created_at and not ${isUnrated(sql`later`)}
      and not (later.component = 'minimum' and later.offset_minor <> 0)
  ))
)`;
