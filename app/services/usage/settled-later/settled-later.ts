import { z } from 'zod';
import {
  ADJUSTMENT_KINDS,
  type AdjustedComponent,
  type AdjustmentKind,
} from '../../../domain/adjustments/adjustment.ts';
import { SETTLEMENT_STATES, type SettlementState } from '../../../domain/adjustments/settlement-state.ts';
import { METRICS } from '../../../domain/metric.ts';
import { CURRENCIES, type Money, money } from '../../../domain/money.ts';

/** What was decided about a closed period after its invoice: late usage, a correction, or a minimum's true-up. */
export interface SettledLater {
  subscriptionId: string;
  periodStart: Date;
  component: AdjustedComponent;
  kind: AdjustmentKind;
  state: SettlementState;
  description: string;
  quantityDelta: bigint;
  /** Below zero where it is given back; of what is undecided, nothing or what was refused. */
  amount: Money;
  createdAt: Date;
}

const integer = z.string().transform(BigInt);

/** What `selectSettledLater` selects. */
export const settledLaterRow = z
  .object({
    subscription_id: z.guid(),
    period_start: z.coerce.date(),
    component: z.enum([...METRICS, 'minimum']),
    kind: z.enum(ADJUSTMENT_KINDS),
    state: z.enum(SETTLEMENT_STATES),
    description: z.string(),
    quantity_delta: integer,
    amount_minor: integer,
    currency: z.enum(CURRENCIES),
    created_at: z.coerce.date(),
  })
  .transform(
    (row): SettledLater => ({
      subscriptionId: row.subscription_id,
      periodStart: row.period_start,
      component: row.component,
      kind: row.kind,
      state: row.state,
      description: row.description,
      quantityDelta: row.quantity_delta,
      amount: money(row.amount_minor, row.currency),
      createdAt: row.created_at,
    }),
  );
