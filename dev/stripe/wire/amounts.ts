import { invalidRequest, type StripeError } from './errors.ts';

/** Twelve digits in minor units, the most that Stripe keeps as an amount; sums of thousands of them are still exact. */
export const MAX_AMOUNT = 999_999_999_999;

export function amountTooLarge(param = 'amount'): StripeError {
  return invalidRequest(`Amount must be no more than ${MAX_AMOUNT} in the smallest unit of its currency.`, {
    param,
    code: 'amount_too_large',
  });
}

/** An amount of at most twelve digits, whichever its sign. */
export function requireAmount(amount: number, param = 'amount'): number {
  if (Math.abs(amount) <= MAX_AMOUNT) return amount;
  throw amountTooLarge(param);
}
