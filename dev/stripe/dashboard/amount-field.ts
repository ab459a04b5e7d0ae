import { decimalPlaces } from '../billing/currency.ts';
import { formatDecimal, isWhole, parseDecimal, requireDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { type Html, html } from './html.ts';

const nameOf = (currency: string) => `Amount in ${currency.toUpperCase()}`;

/** A field for an amount as a person writes it: in the currency's own unit, with its decimals. */
export function amountField({ minor, currency }: { minor: number; currency: string }): Html {
  const value = toMajor(minor, currency);
  const mode = decimalPlaces(currency) === 0 ? 'numeric' : 'decimal';
  return html`<label>${nameOf(currency)} <input name="amount" inputmode="${mode}" size="10" required value="${value}"></label>`;
}

/** What was written into the field, in minor units; anything else than an amount is refused under the field's name. */
export function readAmountField(text: string, currency: string): string {
  const name = nameOf(currency);
  const places = decimalPlaces(currency);
  const written = text.trim();
  if (written === '') throw invalidRequest(`“${name}” is empty.`, { param: 'amount' });
  const amount = parseDecimal(written);
  if (amount === null || amount <= 0n) {
    throw invalidRequest(
      `“${name}” must be an amount above zero, such as ${toMajor(123 * 10 ** places, currency)}: “${written}” is none.`,
      { param: 'amount' },
    );
  }
  const minor = amount * 10n ** BigInt(places);
  if (!isWhole(minor)) {
    throw invalidRequest(
      places === 0
        ? `“${name}” has no decimals: “${written}” has.`
        : `“${name}” has ${places} decimals at most: “${written}” has more.`,
      { param: 'amount' },
    );
  }
  return formatDecimal(minor);
}

function toMajor(minor: number, currency: string): string {
  const places = decimalPlaces(currency);
  const digits = formatDecimal(requireDecimal(String(minor))).padStart(places + 1, '0');
  if (places === 0) return digits;
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
