import { formatDecimal, parseDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';

const ZERO_DECIMAL = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'ugx',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
]);
const SYMBOLS: Readonly<Record<string, string>> = {
  usd: '$',
  eur: '€',
  gbp: '£',
  jpy: '¥',
  cad: 'CA$',
  aud: 'A$',
};
const MINIMUM_CHARGE: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  cad: 50,
  aud: 50,
  chf: 50,
};
const KNOWN = new Set([
  ...ZERO_DECIMAL,
  ...Object.keys(MINIMUM_CHARGE),
  'sek',
  'nok',
  'dkk',
  'pln',
  'czk',
  'nzd',
  'inr',
  'brl',
  'mxn',
  'sgd',
  'hkd',
]);

export function minimumCharge(currency: string): number {
  return MINIMUM_CHARGE[currency] ?? 50;
}

export function requireCurrency(currency: string, param = 'currency'): string {
  const lower = currency.toLowerCase();
  if (!KNOWN.has(lower)) {
    throw invalidRequest(
      `Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...KNOWN].join(', ')}`,
      { param },
    );
  }
  return lower;
}

/** An amount in minor units as a person reads it, all its decimals kept: `$0.036`, `¥14,900`. */
export function formatAmount(minorDecimal: string, currency: string): string {
  const minor = parseDecimal(minorDecimal) ?? 0n;
  const places = ZERO_DECIMAL.has(currency) ? 0 : 2;
  const [whole = '0', fraction = ''] = shiftLeft(formatDecimal(minor < 0n ? -minor : minor), places).split(
    '.',
  );
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const digits = fraction.padEnd(places, '0');
  const symbol = SYMBOLS[currency] ?? `${currency.toUpperCase()} `;
  return `${minor < 0n ? '-' : ''}${symbol}${grouped}${digits === '' ? '' : `.${digits}`}`;
}

function shiftLeft(text: string, places: number): string {
  if (places === 0) return text;
  const [whole = '0', fraction = ''] = text.split('.');
  const padded = whole.padStart(places + 1, '0');
  const moved = `${padded.slice(-places)}${fraction}`.replace(/0+$/, '');
  return `${padded.slice(0, -places)}.${moved}`;
}
