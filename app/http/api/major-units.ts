import { MINOR_DIGITS, type Money } from '../../domain/money.ts';
import { type ExactNumber, exactDecimal } from './exact-number.ts';

/** An amount as the usage endpoints tell it: a decimal in the major unit of its currency. */
export function majorUnits({ amountMinor, currency }: Money): ExactNumber {
  return exactDecimal(amountMinor, MINOR_DIGITS[currency]);
}
