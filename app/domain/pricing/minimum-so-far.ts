import { addMoney, type Money, money } from '../money.ts';
import type { Period } from '../period.ts';
import { computeTrueUp, periodShareOf, shareOf } from './true-up.ts';

/** The minimum commitment of a running period. */
export interface PeriodMinimum {
  /** Of a month. */
  readonly agreed: Money;
  /** What is due of it in this period. */
  readonly commitment: Money;
  /** The flat fee charged for the period, prorations of a change of plan among it: it counts, whatever the plan costs now. */
  readonly fee: Money;
  /** No rule says what is due, because the plan was changed within the period: a person will, once it is over. */
  readonly isByHand: boolean;
}

/** The same as it stands. */
export interface MinimumSoFar extends PeriodMinimum {
  /** What counts toward it: flat fee and usage, before discounts, credits and tax. */
  readonly charged: Money;
  /** What is missing to it: nothing once it is reached, null where a person says it. */
  readonly trueUp: Money | null;
}

export function computeMinimumSoFar(minimum: PeriodMinimum, usage: Money): MinimumSoFar {
  const { commitment, fee, isByHand } = minimum;
  const { currency } = commitment;
  const missing = computeTrueUp({ commitment, charges: [fee, usage], currency }) ?? money(0n, currency);
  return { ...minimum, charged: addMoney(fee, usage), trueUp: isByHand ? null : missing };
}

/** What is due of a monthly commitment in a period that is all or a part of the monthly one, rounded half up once. */
export function commitmentOf(agreed: Money, { period, whole }: { period: Period; whole: Period }): Money {
  const share = periodShareOf(period, whole);
  return share === null ? agreed : money(shareOf(agreed.amountMinor, share), agreed.currency);
}

/**
 * What the plan costs in a period with that usage: with the true-up, where a minimum is agreed and a rule says it, and then
 * with the flat fee that was charged.
 */
export function costWithTrueUp(
  { baseFee, usage }: { baseFee: Money; usage: Money },
  minimum: PeriodMinimum | null,
): Money {
  const cost = addMoney(minimum?.fee ?? baseFee, usage);
  const trueUp = minimum === null ? null : computeMinimumSoFar(minimum, usage).trueUp;
  return trueUp === null ? cost : addMoney(cost, trueUp);
}
