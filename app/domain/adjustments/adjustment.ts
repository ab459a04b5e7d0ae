import { METRICS } from '../metric.ts';

export const ADJUSTMENT_KINDS = ['late_usage', 'late_credit', 'minimum_true_up', 'minimum_credit'] as const;
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number];

/** A metric's usage, or the commitment over all of them. */
export const ADJUSTED_COMPONENTS = [...METRICS, 'minimum'] as const;
export type AdjustedComponent = (typeof ADJUSTED_COMPONENTS)[number];

/** A line of an issued invoice that has something left to give back. */
export interface CreditableLine {
  readonly invoiceId: string;
  readonly stripeLineItemId: string;
  readonly remainingMinor: bigint;
}

export interface CreditAllocation {
  readonly stripeLineItemId: string;
  readonly amountMinor: bigint;
}

/** One invoice item or credit note to make, or a difference that comes to nothing. */
export interface AdjustmentPart {
  readonly kind: AdjustmentKind;
  /** Units that it settles; of several parts the first has all of them. */
  readonly quantityDelta: bigint;
  /** Signed minor units: what the difference comes to. */
  readonly uncappedMinor: bigint;
  /** Signed minor units: what is billed or given back. */
  readonly amountMinor: bigint;
  /** The invoice that is credited; null for what is billed. */
  readonly invoiceId: string | null;
  readonly allocations: readonly CreditAllocation[];
}
