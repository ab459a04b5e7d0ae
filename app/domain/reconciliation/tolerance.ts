import { type Decimal, parseDecimal } from '../decimal.ts';

const PERCENT_PLACES = 4;

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function largerOf(a: bigint, b: bigint): bigint {
  const [left, right] = [magnitude(a), magnitude(b)];
  if (left > right) return left;
  return right;
}

/** |difference| ÷ the larger of the two × 100, as a decimal with four places; 0 when they are equal. */
export function percentageDiff(internal: bigint, stripe: bigint): string {
  const larger = largerOf(internal, stripe);
  if (larger === 0n) return '0';
  const scale = 10n ** BigInt(PERCENT_PLACES);
  const scaled = (magnitude(internal - stripe) * 100n * scale + larger / 2n) / larger;
  const digits = scaled.toString().padStart(PERCENT_PLACES + 1, '0');
  const text = `${digits.slice(0, -PERCENT_PLACES)}.${digits.slice(-PERCENT_PLACES)}`;
  return text.replace(/\.?0+$/, '');
}

/** Compared exactly, without a rounded percentage in between. */
export function isWithinTolerance(input: { internal: bigint; stripe: bigint; percent: Decimal }): boolean {
  const { internal, stripe, percent } = input;
  const whole = parseDecimal('1').scaled;
  return magnitude(internal - stripe) * 100n * whole <= largerOf(internal, stripe) * percent.scaled;
}
