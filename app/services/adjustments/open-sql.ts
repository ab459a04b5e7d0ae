import { type SQL, sql } from 'drizzle-orm';

/** Signed: what a row `a` of `period_adjustments` neither billed nor gave back of what it came to. */
export const LEFT_MINOR: SQL = sql`(a.uncapped_minor - case a.status when 'failed' then 0 else a.amount_minor end)`;

/**
 * Whether a row `a` waits for a person. A later decision for the same period takes up what an earlier one left open: not
 * another part of the same decision, and not the other side of an offset, which moves no money.
 */
export const IS_OPEN: SQL = sql`(
  (a.status in ('unbillable', 'failed') or a.reason = 'capped') and a.closed_at is null and not exists (
    select from period_adjustments later
    where later.customer_id = a.customer_id and later.subscription_id is not distinct from a.subscription_id
      and later.component = a.component and later.period_start = a.period_start
      and later.created_at > a.created_at and not (later.component = 'minimum' and later.offset_minor <> 0)
  )
)`;
