import { z } from 'zod';
import { ADJUSTED_COMPONENTS, type AdjustedComponent } from '../../domain/adjustments/adjustment.ts';
import { ADJUSTMENT_REASONS, type AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import type { SettledAs } from '../../domain/adjustments/settled-as.ts';
import { CURRENCIES, type Money, money } from '../../domain/money.ts';
import type { Period } from '../../domain/period.ts';

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
  description: z.string(),
  reason: z.enum(ADJUSTMENT_REASONS).nullable(),
  last_error: z.string().nullable(),
  created_at: z.coerce.date(),
  standing: z.enum(['open', 'being_made', 'settled', 'taken_up']),
  closed_at: z.coerce.date().nullable(),
  closed_by: z.string().nullable(),
  closed_reason: z.string().nullable(),
  is_waived: z.boolean(),
  all_rows: z.number(),
});

/**
 * `open`: a person has to decide. `being_made`: the part that a rule may settle is on its way, so that what is left is
 * not known yet. `settled`: a person wrote down that it is settled by hand. `taken_up`: by a later decision of the
 * period, or never left open.
 */
export type OpenStanding = z.output<typeof openRow>['standing'];

/** What a closed period still has to bill or to give back, and no rule may settle: a person decides. */
export interface OpenAdjustment {
  id: string;
  customerId: string;
  customerName: string;
  component: AdjustedComponent;
  period: Period;
  /** Units that it is about; none for a minimum commitment. */
  quantityDelta: bigint;
  /**
   * Signed: below zero it is to be given back. Nothing where no plan rates it, so that only the units are known. Of what
   * is settled, what was left then.
   */
  left: Money;
  description: string;
  /** Null where Stripe refused it; `error` then says why. */
  reason: AdjustmentReason | null;
  error: string | null;
  decidedAt: Date;
  standing: OpenStanding;
  settled: { as: SettledAs; at: Date; by: string; reason: string } | null;
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
      description: row.description,
      reason: row.reason,
      error: row.last_error,
      decidedAt: row.created_at,
      standing: row.standing,
      settled:
        row.closed_at === null
          ? null
          : {
              as: row.is_waived ? 'waived' : 'outside',
              at: row.closed_at,
              by: row.closed_by ?? '',
              reason: row.closed_reason ?? '',
            },
    })),
  };
}
