import { type Decimal, multiplyByInteger } from '../decimal.ts';
import type { TierCharge } from './tier.ts';

/** What a line comes to before it is rounded: `units × unitAmount`, `packages × unitAmount`, or the flat fee. */
export function exactAmountOf({ units, unitAmount, flatAmount, packages }: TierCharge): Decimal {
  if (flatAmount !== null) return flatAmount;
  return multiplyByInteger(unitAmount, packages ?? units);
}
