import { BillingError } from './errors.ts';

/** Decimal places kept, as in Stripe's `unit_amount_decimal`. */
export const DECIMAL_PLACES = 12;
const SCALE = 10n ** BigInt(DECIMAL_PLACES);
const HALF = SCALE / 2n;
const PATTERN = /^(-)?(\d+)(?:\.(\d+))?$/;

/** An exact decimal with 12 places: `scaled` is the value times 10^12. */
export interface Decimal {
  readonly scaled: bigint;
}

export const ZERO_DECIMAL: Decimal = { scaled: 0n };

/** Throws `invalid_value` for anything but plain digits, and for more than 12 places that are not zeros. */
export function parseDecimal(text: string): Decimal {
  const [, sign, whole, fraction = ''] = PATTERN.exec(text) ?? [];
  if (whole === undefined) throw new BillingError('invalid_value', `Not a decimal number: ${text}`);
  const kept = fraction.slice(0, DECIMAL_PLACES).padEnd(DECIMAL_PLACES, '0');
  if (/[1-9]/.test(fraction.slice(DECIMAL_PLACES))) {
    throw new BillingError('invalid_value', `More than ${DECIMAL_PLACES} decimal places: ${text}`);
  }
  const magnitude = BigInt(whole) * SCALE + BigInt(kept);
  return { scaled: sign === undefined ? magnitude : -magnitude };
}

/** Without trailing zeros, e.g. `"0.012"`, `"-5"`. */
export function formatDecimal({ scaled }: Decimal): string {
  const sign = scaled < 0n ? '-' : '';
  const magnitude = scaled < 0n ? -scaled : scaled;
  const fraction = (magnitude % SCALE).toString().padStart(DECIMAL_PLACES, '0').replace(/0+$/, '');
  return `${sign}${magnitude / SCALE}${fraction === '' ? '' : `.${fraction}`}`;
}

export function multiplyByInteger({ scaled }: Decimal, factor: bigint): Decimal {
  return { scaled: scaled * factor };
}

/** Throws `invalid_value` when the product needs more than 12 places: rates are exact or refused. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return divideByInteger({ scaled: a.scaled * b.scaled }, SCALE);
}

/** Throws `invalid_value` when the quotient needs more than 12 places: rates are exact or refused. */
export function divideByInteger({ scaled }: Decimal, divisor: bigint): Decimal {
  if (scaled % divisor !== 0n) {
    throw new BillingError('invalid_value', `Not exact within ${DECIMAL_PLACES} decimal places.`);
  }
  return { scaled: scaled / divisor };
}

/** To the nearest integer; a half goes away from zero. */
export function roundHalfUp({ scaled }: Decimal): bigint {
  return scaled < 0n ? -((HALF - scaled) / SCALE) : (HALF + scaled) / SCALE;
}

/** `numerator ÷ denominator` to the nearest integer; a half goes away from zero. The denominator is positive. */
export function roundRatioHalfUp(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * denominator;
  return numerator < 0n
    ? -((denominator - 2n * numerator) / doubled)
    : (denominator + 2n * numerator) / doubled;
}
