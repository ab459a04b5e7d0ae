import type { Metric } from '../../../domain/metric.ts';
import type { Money } from '../../../domain/money.ts';
import type { Period } from '../../../domain/period.ts';
import type { TierCharge } from '../../../domain/pricing/tier.ts';
import type { UnitBucket } from '../../../domain/usage/unit-buckets.ts';
import type { InvoiceStatus } from '../../invoices/invoice.ts';
import type { SettledLater } from '../settled-later/settled-later.ts';

export interface ExplainedLine extends TierCharge {
  /** Set where the plan was changed: whose stretch it is. */
  planName?: string;
  /** Before rounding: minor units, exact. */
  exactAmountDecimal: string;
  /** What the invoice's line says; null while there is none, or when its lines are not one for one with these. */
  invoiced: Money | null;
}

export interface ExplainedHour {
  hour: Date;
  /** As the replica said. */
  quantity: bigint;
  /** Signed, by us. */
  adjustedQuantity: bigint;
  billableQuantity: bigint;
}

/** The usage rows behind a charge, as sealed when the invoice was issued and as they are now. */
export interface UsageSeal {
  /** SHA-256, hex; null when there is no seal. */
  sealed: { digest: string; hours: number; quantity: bigint; at: Date } | null;
  now: { digest: string; hours: number; quantity: bigint };
  /** Null without a seal to compare with. */
  isUnchanged: boolean | null;
}

/** One metric's charge of one period, from its rows to its lines. */
export interface ChargeExplanation {
  metric: Metric;
  period: Period;
  isRunning: boolean;
  invoice: { id: string; number: string | null; status: InvoiceStatus } | null;
  /**
   * Units that are charged: of a closed period what its invoice billed, of the running one all so far. Null where the
   * invoice bills packages and does not say how much was in them; the lines are of our own records then.
   */
  chargedQuantity: bigint | null;
  /**
   * Where the invoice bills in several stretches, for the plan was changed within the period: the plans' names in turn,
   * and what they include together. `lines` are then the invoice's own, or its draft's; ours have nothing to say.
   */
  changed: { planNames: readonly string[]; includedUnits: bigint } | null;
  lines: readonly ExplainedLine[];
  /** The sum of `lines`. */
  total: Money;
  /** The sum of the invoice's lines of the metric; null while there is none. */
  invoicedTotal: Money | null;
  /** Units by UTC day, as the records stand now. */
  days: readonly { day: string; quantity: bigint }[];
  /** The UTC day whose rows are shown; null when none was asked for, or the busiest of no usage. */
  day: string | null;
  /** Of that day. */
  hours: readonly ExplainedHour[] | null;
  seal: UsageSeal;
  /** What was decided about the period after its invoice. */
  late: readonly SettledLater[];
  /** Where the units of an invoiced period went; null for another one. */
  buckets: readonly UnitBucket[] | null;
}
