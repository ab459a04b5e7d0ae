import { MINOR_DIGITS, type Money, moneyToDecimal } from '../domain/money.ts';
import { exact } from './decimal.ts';

export function formatMoney(amount: Money, locale: string): string {
  return currencyFormat(amount.currency, locale).format(exact(moneyToDecimal(amount)));
}

/** The currency's own formatting, from integer minor units; a zero-decimal currency shows no decimals. */
function currencyFormat(currency: Money['currency'], locale: string): Intl.NumberFormat {
  const digits = MINOR_DIGITS[currency];
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
