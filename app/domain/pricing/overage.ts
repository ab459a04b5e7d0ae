import { type Currency, type Money, sumMoney } from '../money.ts';
import { rateGraduated } from './rate-graduated.ts';
import type { PriceTier, TierCharge } from './tier.ts';

export interface Overage {
  readonly includedUnits: bigint;
  readonly overageUnits: bigint;
  /** Tiers beyond the included one that hold units. */
  readonly lines: readonly TierCharge[];
  /** The sum of `lines`, each already rounded. */
  readonly cost: Money;
}

/** Units that a price gives for nothing: the first tier, when it is free. */
export function includedUnitsOf(tiers: readonly PriceTier[]): bigint {
  const [first] = tiers;
  return first !== undefined && first.unitAmount.scaled === 0n ? (first.upTo ?? 0n) : 0n;
}

/** Usage beyond the included units and what it costs, as Stripe will invoice it; same errors as `rateGraduated`. */
export function computeOverage(input: {
  tiers: readonly PriceTier[];
  quantity: bigint;
  currency: Currency;
}): Overage {
  const includedUnits = includedUnitsOf(input.tiers);
  const lines = rateGraduated(input).filter(({ from }) => from >= includedUnits);
  return {
    includedUnits,
    overageUnits: input.quantity > includedUnits ? input.quantity - includedUnits : 0n,
    lines,
    cost: sumMoney(
      input.currency,
      lines.map(({ amount }) => amount),
    ),
  };
}
