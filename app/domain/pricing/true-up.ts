import { roundRatioHalfUp } from '../decimal.ts';
import { BillingError } from '../errors.ts';
import { addMoney, type Currency, type Money, money, sumMoney } from '../money.ts';
import type { Period } from '../period.ts';

/** The part of a period that a commitment holds for, as an exact fraction, e.g. seconds of seconds. */
export interface PeriodShare {
  readonly part: bigint;
  readonly whole: bigint;
}

/**
 * What is missing to a plan's minimum commitment for one period; null when nothing is. What counts is the period's own
 * flat fee and metered charges, before discounts, credits and tax; one-off items and items for other periods do not.
 * For a part of a period the commitment is that exact share of it, rounded half up once. Throws `currency_mismatch`, and
 * `invalid_value` for a share that is none.
 */
export function computeTrueUp(input: {
  commitment: Money;
  charges: readonly Money[];
  currency: Currency;
  share?: PeriodShare;
}): Money | null {
  const { commitment, charges, currency, share } = input;
  const owed = addMoney(money(0n, currency), commitment).amountMinor;
  const due = share === undefined ? owed : shareOf(owed, share);
  const missing = due - sumMoney(currency, charges).amountMinor;
  return missing > 0n ? money(missing, currency) : null;
}

/** What a period is of the monthly one around it, by the second, as Stripe prorates; null of all of it. */
export function periodShareOf(period: Period, whole: Period): PeriodShare | null {
  const seconds = ({ start, end }: Period) => BigInt(Math.floor((end.getTime() - start.getTime()) / 1_000));
  const [part, all] = [seconds(period), seconds(whole)];
  return part < all ? { part, whole: all } : null;
}

/** That part of an amount, rounded half up once. Throws `invalid_value` for a share that is none. */
export function shareOf(amountMinor: bigint, { part, whole }: PeriodShare): bigint {
  if (whole <= 0n || part < 0n || part > whole) {
    throw new BillingError('invalid_value', 'A share of a period lies between none and all of it.');
  }
  return roundRatioHalfUp(amountMinor * part, whole);
}
