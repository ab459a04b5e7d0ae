import type { Decimal } from '../decimal.ts';
import { BillingError } from '../errors.ts';
import type { PriceTier } from './tier.ts';

/** Each tier charges the units inside it (graduated), or the tier that is reached charges all of them (volume). */
export interface TieredPrice {
  readonly kind: 'graduated' | 'volume';
  readonly tiers: readonly PriceTier[];
}

/**
 * Sold by the package, the last one begun or not counted. A kind of its own because Stripe knows no package with tiers
 * (`transform_quantity` goes with a plain unit amount only): what such a price includes is what rounding down gives.
 */
export interface PackagePrice {
  readonly kind: 'package';
  readonly size: bigint;
  /** Minor units per package, exact. */
  readonly amount: Decimal;
  readonly round: 'up' | 'down';
}

/** How the usage of one metric in one period becomes money. */
export type MeteredPrice = TieredPrice | PackagePrice;

export const PRICE_KINDS = ['graduated', 'volume', 'package'] as const satisfies MeteredPrice['kind'][];

/** Throws `invalid_value` for tiers that do not rise to an open end, for negative amounts and for empty packages. */
export function requirePrice(price: MeteredPrice): void {
  if (price.kind === 'package') {
    if (price.size < 1n) throw invalid('A package holds at least one unit.');
    if (price.amount.scaled < 0n) throw invalid('A price cannot be negative.');
    return;
  }
  const { tiers } = price;
  let from = 0n;
  for (let index = 0; index < tiers.length; index += 1) {
    const { upTo, unitAmount, flatAmount } = tiers[index] as PriceTier;
    const isLast = index === tiers.length - 1;
    if (isLast !== (upTo === null) || (upTo !== null && upTo <= from)) {
      throw invalid('Tiers must rise and only the last one may be open.');
    }
    if (unitAmount.scaled < 0n || (flatAmount && flatAmount.scaled < 0n)) {
      throw invalid('A price cannot be negative.');
    }
    from = upTo ?? from;
  }
  if (tiers.length === 0) throw invalid('A tiered price needs at least one tier.');
}

function invalid(message: string): BillingError {
  return new BillingError('invalid_value', message);
}
