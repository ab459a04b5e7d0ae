import { type Currency, type Money, sumMoney } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { rateUsage } from './rate-usage.ts';
import type { PriceTier, TierCharge } from './tier.ts';

export interface Overage {
  readonly includedUnits: bigint;
  readonly overageUnits: bigint;
  /** The lines beyond the included tier; none while the usage is within it. */
  readonly lines: readonly TierCharge[];
  /** The sum of `lines`, each already rounded. */
  readonly cost: Money;
}

/**
 * Units that cost nothing: the first tier, when it is free; what is short of a package, when packages round down. With
 * a volume price they are free only as long as no more are used.
 */
export function includedUnitsOf(price: MeteredPrice): bigint {
  if (price.kind === 'package') return price.round === 'down' ? price.size - 1n : 0n;
  const [first] = price.tiers;
  return first !== undefined && isFree(first) ? (first.upTo ?? 0n) : 0n;
}

function isFree({ unitAmount, flatAmount }: PriceTier): boolean {
  return unitAmount.scaled === 0n && (flatAmount?.scaled ?? 0n) === 0n;
}

/** Usage beyond the included units and what it costs, as Stripe will invoice it; same errors as `rateUsage`. */
export function computeOverage(input: {
  price: MeteredPrice;
  quantity: bigint;
  currency: Currency;
}): Overage {
  const includedUnits = includedUnitsOf(input.price);
  const isOver = input.quantity > includedUnits;
  const lines = rateUsage(input).filter(({ upTo }) => isOver && (upTo === null || upTo > includedUnits));
  return {
    includedUnits,
    overageUnits: isOver ? input.quantity - includedUnits : 0n,
    lines,
    cost: sumMoney(
      input.currency,
      lines.map(({ amount }) => amount),
    ),
  };
}
