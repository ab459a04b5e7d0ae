import type { Decimal } from '../decimal.ts';
import type { Money } from '../money.ts';

/** One step of a tiered price. Thresholds count total units from zero. */
export interface PriceTier {
  /** Last unit the tier holds, inclusive; null for the last tier. */
  readonly upTo: bigint | null;
  /** Minor units per unit, exact. */
  readonly unitAmount: Decimal;
}

/** What one tier charges: `units × unitAmount`, rounded half up once. */
export interface TierCharge {
  /** Total units from zero above which the tier begins. */
  readonly from: bigint;
  readonly upTo: bigint | null;
  readonly units: bigint;
  readonly unitAmount: Decimal;
  readonly amount: Money;
}
