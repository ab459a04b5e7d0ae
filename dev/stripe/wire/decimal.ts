import { requireAmount } from './amounts.ts';
import { invalidRequest } from './errors.ts';

export const PLACES = 12;
const SCALE = 10n ** BigInt(PLACES);
const DECIMAL = /^(-)?(\d+)(?:\.(\d+))?$/;

/** An exact decimal, in units of 10^-12: Stripe keeps unit amounts to twelve places. */
export type Decimal = bigint;

export const ZERO: Decimal = 0n;
export const HUNDRED: Decimal = 100n * SCALE;

export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const fraction = match[3] ?? '';
  if (fraction.length > PLACES) return null;
  const magnitude = BigInt(match[2] ?? '0') * SCALE + BigInt(fraction.padEnd(PLACES, '0'));
  return match[1] ? -magnitude : magnitude;
}

/** Whether it is written as one, of however many places. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

export function requireDecimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new RangeError(`not a decimal of at most ${PLACES} places: ${text}`);
  return value;
}

export function integerToDecimal(value: number | bigint): Decimal {
  return BigInt(value) * SCALE;
}

export function formatDecimal(value: Decimal): string {
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % SCALE).toString().padStart(PLACES, '0').replace(/0+$/, '');
  const text = `${magnitude / SCALE}${fraction === '' ? '' : `.${fraction}`}`;
  return value < 0n ? `-${text}` : text;
}

/** Half away from zero, which for the amounts of an invoice is half up. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfUp(-numerator, -denominator);
  const magnitude = numerator < 0n ? -numerator : numerator;
  const quotient = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -quotient : quotient;
}

/** quantity × unit amount, rounded once to the minor unit; of more than twelve digits it is refused. */
export function multiplyToMinor(quantity: Decimal, unitAmount: Decimal): number {
  return requireAmount(Number(divideHalfUp(quantity * unitAmount, SCALE * SCALE)));
}

/** The nearest integer, refused where a number would no longer be exact. */
export function decimalToInteger(value: Decimal, param = 'quantity'): number {
  const integer = Number(divideHalfUp(value, SCALE));
  if (Number.isSafeInteger(integer)) return integer;
  throw invalidRequest('This value is too large.', { param, code: 'parameter_invalid_integer' });
}

export function isWhole(value: Decimal): boolean {
  return value % SCALE === 0n;
}

export function divideDecimal(value: Decimal, by: bigint, round: 'up' | 'down'): Decimal {
  const step = SCALE * by;
  const floor = value / step;
  return integerToDecimal(round === 'up' && value % step > 0n ? floor + 1n : floor);
}

/** Shares `total` among the weights by largest remainder; the parts sum to the whole. */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (BigInt(total) * BigInt(weight) * 1_000_000n) / BigInt(sum));
  const parts = exact.map((share) => Number(share / 1_000_000n));
  const order = exact
    .map((share, index) => ({ index, remainder: share % 1_000_000n }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  let missing = total - parts.reduce((a, b) => a + b, 0);
  for (const { index } of order) {
    if (missing <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    missing -= 1;
  }
  return parts;
}
