import type { Decimal } from '../decimal.ts';
import type { Money } from '../money.ts';

/** One step of a tiered price. Thresholds count total units from zero. */
export interface PriceTier {
  /** Last unit the tier holds, inclusive; null for the last tier. */
  readonly upTo: bigint | null;
  /** Minor units per unit, exact. */
  readonly unitAmount: Decimal;
  /** Minor units, exact, due once when the tier is reached, whatever number of units is in it. */
  readonly flatAmount?: Decimal | null;
}

/** One line that a price makes of a quantity, rounded half up once. A tier's flat fee is a line of its own. */
export interface TierCharge {
  /** Total units from zero above which the tier begins. */
  readonly from: bigint;
  readonly upTo: bigint | null;
  /** Units that the line charges for; zero on the line of a flat fee. */
  readonly units: bigint;
  /** Minor units per unit, or per package; zero on the line of a flat fee. */
  readonly unitAmount: Decimal;
  /** Set on the line of a flat fee, and only there. */
  readonly flatAmount: Decimal | null;
  /** Whole packages that the units make; null unless the price is sold in packages. */
  readonly packages: bigint | null;
  /** `units × unitAmount`, `packages × unitAmount` or `flatAmount`, rounded. */
  readonly amount: Money;
}
