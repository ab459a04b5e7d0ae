import { type Money, money, sumMoney } from '../money.ts';
import type { Period } from '../period.ts';
import { computeTrueUp, periodShareOf, shareOf } from './true-up.ts';

/** A period under a minimum commitment, as it stands. */
export interface MinimumSoFar {
  /** What is due of it in this period. */
  readonly commitment: Money;
  /** What counts toward it: flat fee and usage, before discounts, credits and tax. */
  readonly charged: Money;
  /** What is missing to it; nothing once it is reached. */
  readonly trueUp: Money;
}

export function computeMinimumSoFar({
  commitment,
  charges,
}: {
  commitment: Money;
  charges: readonly Money[];
}): MinimumSoFar {
  const { currency } = commitment;
  const trueUp = computeTrueUp({ commitment, charges, currency });
  return { commitment, charged: sumMoney(currency, charges), trueUp: trueUp ?? money(0n, currency) };
}

/** What is due of a monthly commitment in a period that is all or a part of the monthly one, rounded half up once. */
export function commitmentOf(agreed: Money, { period, whole }: { period: Period; whole: Period }): Money {
  const share = periodShareOf(period, whole);
  return share === null ? agreed : money(shareOf(agreed.amountMinor, share), agreed.currency);
}

/** What a period comes to with its true-up; without a commitment what was charged. */
export function raiseToMinimum(charged: Money, commitment: Money | null): Money {
  return commitment !== null && commitment.amountMinor > charged.amountMinor ? commitment : charged;
}
