import { formatDecimal, parseDecimal } from '../wire/decimal.ts';

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
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
]);
const THREE_DECIMAL = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);
const SYMBOLS: Readonly<Record<string, string>> = {
  usd: '$',
  eur: '€',
  gbp: '£',
  jpy: '¥',
  cad: 'CA$',
  aud: 'A$',
};
/** docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units. */
const MINIMUM_CHARGE: Readonly<Record<string, number>> = {
  aed: 200,
  bgn: 100,
  czk: 1_500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1_000,
};
const USUAL_MINIMUM_CHARGE = 50;

/** Of which no fraction can be charged, though their amounts have two decimals. */
const WHOLE_UNITS = new Set(['isk', 'ugx']);

/** What a charge or a refund must be a multiple of, in minor units: docs.stripe.com/currencies#special-cases. */
export function chargeStep(currency: string): number {
  if (WHOLE_UNITS.has(currency)) return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** The nearest amount that can be charged. */
export function toChargeStep(amountMinor: number, currency: string): number {
  const step = chargeStep(currency);
  return Math.round(amountMinor / step) * step;
}

export function minimumCharge(currency: string): number {
  return MINIMUM_CHARGE[currency] ?? USUAL_MINIMUM_CHARGE;
}

/** How many decimals an amount has that is given in minor units: docs.stripe.com/currencies. */
export function decimalPlaces(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** An amount in minor units as a person reads it, all its decimals kept: `$0.036`, `¥14,900`. */
export function formatAmount(minorDecimal: string, currency: string): string {
  const minor = parseDecimal(minorDecimal) ?? 0n;
  const places = decimalPlaces(currency);
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
