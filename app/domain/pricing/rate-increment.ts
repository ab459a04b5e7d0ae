import { type Currency, type Money, money, sumMoney } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { rateUsage } from './rate-usage.ts';

/** What a quantity costs in all: the sum of its lines; same errors as `rateUsage`. */
export function costOfUsage(input: { price: MeteredPrice; quantity: bigint; currency: Currency }): Money {
  return sumMoney(
    input.currency,
    rateUsage(input).map(({ amount }) => amount),
  );
}

/**
 * What further units add to the bill after `before` units of the same period: however a period is cut into parts, what
 * they add comes to what the whole costs. Negative where a volume price drops. Same errors as `rateUsage`.
 */
export function rateIncrement(input: {
  price: MeteredPrice;
  before: bigint;
  units: bigint;
  currency: Currency;
}): Money {
  const { price, before, units, currency } = input;
  const after = costOfUsage({ price, quantity: before + units, currency });
  const already = costOfUsage({ price, quantity: before, currency });
  return money(after.amountMinor - already.amountMinor, currency);
}
