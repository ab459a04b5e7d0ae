import { BillingError } from './errors.ts';

export const CURRENCIES = ['usd', 'eur', 'gbp', 'jpy'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Decimal places of the minor unit (ISO 4217). */
export const MINOR_DIGITS: Record<Currency, number> = { usd: 2, eur: 2, gbp: 2, jpy: 0 };

/** An amount in integer minor units with its currency; the two never part. */
export interface Money<C extends Currency = Currency> {
  readonly amountMinor: bigint;
  readonly currency: C;
}

export function isCurrency(value: string): value is Currency {
  return (CURRENCIES as readonly string[]).includes(value);
}

export function money<C extends Currency>(amountMinor: bigint, currency: C): Money<C> {
  return { amountMinor, currency };
}

/** Throws `currency_mismatch` when the currencies differ. */
export function addMoney<C extends Currency>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  if (a.currency !== b.currency) {
    throw new BillingError('currency_mismatch', `Cannot add ${b.currency} to ${a.currency}.`);
  }
  return { amountMinor: a.amountMinor + b.amountMinor, currency: a.currency };
}

export function sumMoney<C extends Currency>(currency: C, parts: readonly Money<NoInfer<C>>[]): Money<C> {
  return parts.reduce<Money<C>>((sum, part) => addMoney(sum, part), money(0n, currency));
}

/** The amount in major units as an exact decimal string, e.g. `"12.34"`, `"-0.05"`, `"1500"` for yen. */
export function moneyToDecimal({ amountMinor, currency }: Money): string {
  const digits = MINOR_DIGITS[currency];
  if (digits === 0) return amountMinor.toString();
  const sign = amountMinor < 0n ? '-' : '';
  const padded = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}
