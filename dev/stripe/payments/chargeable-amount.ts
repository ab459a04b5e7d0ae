import { chargeStep, formatAmount, minimumCharge } from '../billing/currency.ts';
import { invalidRequest } from '../wire/errors.ts';

/** Eight digits in minor units, whatever the currency. */
export const MAXIMUM_CHARGE = 99_999_999;

export function maximumMessage(currency: string): string {
  return `Amount must be no more than ${formatAmount(String(MAXIMUM_CHARGE), currency)} ${currency}`;
}

/** Refuses a part of the smallest unit of a currency that money can be moved in. */
export function requireWholeSteps(amountMinor: number, currency: string, param = 'amount'): void {
  const step = chargeStep(currency);
  if (amountMinor % step === 0) return;
  throw invalidRequest(`Invalid amount: in ${currency} it must be a multiple of ${step}.`, {
    param,
    code: 'invalid_charge_amount',
  });
}

/** Refuses what no card can be charged: less than the currency's least amount, a part of a step, more than eight digits. */
export function requireChargeable(amountMinor: number, currency: string): void {
  const least = minimumCharge(currency);
  if (amountMinor < least) {
    throw invalidRequest(`Amount must be at least ${formatAmount(String(least), currency)} ${currency}`, {
      param: 'amount',
      code: 'amount_too_small',
    });
  }
  requireWholeSteps(amountMinor, currency);
  if (amountMinor > MAXIMUM_CHARGE) {
    throw invalidRequest(maximumMessage(currency), { param: 'amount', code: 'amount_too_large' });
  }
}
