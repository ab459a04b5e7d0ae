import { multiplyByInteger, roundHalfUp } from '../decimal.ts';
import { BillingError } from '../errors.ts';
import { type Currency, money } from '../money.ts';
import type { PriceTier, TierCharge } from './tier.ts';

/**
 * Graduated rating as Stripe invoices it: each tier charges only the units inside it, is one line, and is rounded half
 * up to the minor unit by itself, so the total is a sum of rounded lines. Tiers without units give no line.
 * Throws `invalid_value` for a negative quantity or for tiers that do not rise to an open end.
 */
export function rateGraduated(input: {
  tiers: readonly PriceTier[];
  quantity: bigint;
  currency: Currency;
}): readonly TierCharge[] {
  const { tiers, quantity, currency } = input;
  if (quantity < 0n) throw new BillingError('invalid_value', 'A quantity cannot be negative.');
  requireRisingTiers(tiers);
  const charges: TierCharge[] = [];
  let from = 0n;
  for (const { upTo, unitAmount } of tiers) {
    if (quantity <= from) break;
    const units = (upTo === null || quantity < upTo ? quantity : upTo) - from;
    const amount = money(roundHalfUp(multiplyByInteger(unitAmount, units)), currency);
    charges.push({ from, upTo, units, unitAmount, amount });
    from += units;
  }
  return charges;
}

export function requireRisingTiers(tiers: readonly PriceTier[]): void {
  let from = 0n;
  for (const [index, { upTo }] of tiers.entries()) {
    const isLast = index === tiers.length - 1;
    if (isLast !== (upTo === null) || (upTo !== null && upTo <= from)) {
      throw new BillingError('invalid_value', 'Tiers must rise and only the last one may be open.');
    }
    from = upTo ?? from;
  }
  if (tiers.length === 0) throw new BillingError('invalid_value', 'A tiered price needs at least one tier.');
}
