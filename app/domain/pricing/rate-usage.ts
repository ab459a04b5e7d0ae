import { type Decimal, multiplyByInteger, roundHalfUp, ZERO_DECIMAL } from '../decimal.ts';
import { BillingError } from '../errors.ts';
import { type Currency, money } from '../money.ts';
import { type MeteredPrice, type PackagePrice, requirePrice } from './metered-price.ts';
import type { PriceTier, TierCharge } from './tier.ts';

/**
 * A period's usage of one metric as Stripe invoices it, line by line, each rounded half up to the minor unit by itself,
 * so that the total is a sum of rounded lines. Graduated: one line for each tier with units in it. Volume: all units at
 * the tier they reach. Package: whole packages, one line. The flat fee of a tier that was reached is a line of its own.
 * Nothing used gives no line. Throws `invalid_value` for a negative quantity and for a price that cannot be.
 */
export function rateUsage(input: {
  price: MeteredPrice;
  quantity: bigint;
  currency: Currency;
}): readonly TierCharge[] {
  const { price, quantity, currency } = input;
  if (quantity < 0n) throw new BillingError('invalid_value', 'A quantity cannot be negative.');
  requirePrice(price);
  if (quantity === 0n) return [];
  switch (price.kind) {
    case 'graduated':
      return rateGraduated(price.tiers, quantity, currency);
    case 'volume':
      return rateVolume(price.tiers, quantity, currency);
    case 'package':
      return [ratePackages(price, quantity, currency)];
  }
}

function rateGraduated(tiers: readonly PriceTier[], quantity: bigint, currency: Currency): TierCharge[] {
  const charges: TierCharge[] = [];
  let from = 0n;
  for (const tier of tiers) {
    if (quantity <= from) break;
    const { upTo } = tier;
    const end = upTo === null || quantity < upTo ? quantity : upTo;
    addTierLines(charges, { tier, from, units: end - from, currency });
    from = end;
  }
  return charges;
}

function rateVolume(tiers: readonly PriceTier[], quantity: bigint, currency: Currency): TierCharge[] {
  const charges: TierCharge[] = [];
  let from = 0n;
  for (const tier of tiers) {
    if (tier.upTo === null || quantity <= tier.upTo) {
      addTierLines(charges, { tier, from, units: quantity, currency });
      break;
    }
    from = tier.upTo;
  }
  return charges;
}

function ratePackages({ size, amount, round }: PackagePrice, units: bigint, currency: Currency): TierCharge {
  const packages = (round === 'up' ? units + size - 1n : units) / size;
  return {
    from: 0n,
    upTo: null,
    units,
    unitAmount: amount,
    flatAmount: null,
    packages,
    amount: rounded(multiplyByInteger(amount, packages), currency),
  };
}

function addTierLines(
  charges: TierCharge[],
  { tier, from, units, currency }: { tier: PriceTier; from: bigint; units: bigint; currency: Currency },
): void {
  const { upTo, unitAmount, flatAmount } = tier;
  const amount = rounded(multiplyByInteger(unitAmount, units), currency);
  charges.push({ from, upTo, units, unitAmount, flatAmount: null, packages: null, amount });
  if (flatAmount) {
    charges.push({
      from,
      upTo,
      units: 0n,
      unitAmount: ZERO_DECIMAL,
      flatAmount,
      packages: null,
      amount: rounded(flatAmount, currency),
    });
  }
}

function rounded(exact: Decimal, currency: Currency) {
  return money(roundHalfUp(exact), currency);
}
