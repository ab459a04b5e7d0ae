import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ADJUSTED_COMPONENTS, type AdjustedComponent } from '../../domain/adjustments/adjustment.ts';
import { ADJUSTMENT_REASONS, type AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import { CURRENCIES, type Money, money } from '../../domain/money.ts';
import type { Period } from '../../domain/period.ts';

const MAX_ROWS = 50;

const openRow = z.object({
  id: z.string(),
  customer_id: z.string(),
  customer_name: z.string(),
  component: z.enum(ADJUSTED_COMPONENTS),
  period_start: z.coerce.date(),
  period_end: z.coerce.date(),
  quantity_delta: z.string().transform(BigInt),
  left_minor: z.string().transform(BigInt),
  currency: z.enum(CURRENCIES),
  reason: z.enum(ADJUSTMENT_REASONS).nullable(),
  last_error: z.string().nullable(),
  created_at: z.coerce.date(),
  all_rows: z.number(),
});

/** What a closed period still has to bill or to give back, and no rule may settle: a person decides. */
export interface OpenAdjustment {
  id: string;
  customerId: string;
  customerName: string;
  component: AdjustedComponent;
  period: Period;
  /** Units that it is about; none for a minimum commitment. */
  quantityDelta: bigint;
  /** Signed: below zero it is to be given back. Nothing where no plan rates it, so that only the units are known. */
  left: Money;
  /** Null where Stripe refused it; `error` then says why. */
  reason: AdjustmentReason | null;
  error: string | null;
  decidedAt: Date;
}

/**
 * The newest first. A later decision for the same period takes up what an earlier one left open: not another part of the
 * same decision, and not the other side of an offset, which moves no money.
 */
export function selectOpenAdjustments(): SQL {
  return sql`
    select a.id, a.customer_id, c.name as customer_name, a.component, a.period_start, a.period_end,
      a.quantity_delta::text, (a.uncapped_minor - case a.status when 'failed' then 0 else a.amount_minor end)::text
        as left_minor,
      a.currency, a.reason, a.last_error, a.created_at, (count(*) over ())::int as all_rows
    from period_adjustments a join customers c on c.id = a.customer_id
    where (a.status in ('unbillable', 'failed') or a.reason = 'capped') and not exists (
      select from period_adjustments later
      where later.customer_id = a.customer_id and later.subscription_id is not distinct from a.subscription_id
        and later.component = a.component and later.period_start = a.period_start
        and later.created_at > a.created_at and not (later.component = 'minimum' and later.offset_minor <> 0)
    )
    order by a.created_at desc, a.id
    limit ${MAX_ROWS}`;
}

export function toOpenAdjustments(rows: readonly unknown[]): { all: number; rows: OpenAdjustment[] } {
  const read = z.array(openRow).parse(rows);
  return {
    all: read[0]?.all_rows ?? 0,
    rows: read.map((row) => ({
      id: row.id,
      customerId: row.customer_id,
      customerName: row.customer_name,
      component: row.component,
      period: { start: row.period_start, end: row.period_end },
      quantityDelta: row.quantity_delta,
      left: money(row.left_minor, row.currency),
      reason: row.reason,
      error: row.last_error,
      decidedAt: row.created_at,
    })),
  };
}
