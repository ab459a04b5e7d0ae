import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  divideByInteger,
  formatDecimal,
  multiplyByInteger,
  multiplyDecimals,
  parseDecimal,
  roundHalfUp,
} from './decimal.ts';

const decimals = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((scaled) => ({ scaled }));

describe('parseDecimal', () => {
  test.each([
    ['0.012', 12_000_000_000n],
    ['-1.5', -1_500_000_000_000n],
    ['7', 7_000_000_000_000n],
    ['0.000000009000', 9_000n],
    ['1.0000000000000', 1_000_000_000_000n],
  ])('%s is %d × 10^-12', (text, scaled) => {
    expect(parseDecimal(text)).toEqual({ scaled });
  });

  test.each(['', '1e3', '.5', '1.', 'NaN', ' 1', '0.0000000000001'])('refuses %j', (text) => {
    expect(() => parseDecimal(text)).toThrow();
  });

  test('reads back what formatDecimal writes', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual(value);
      }),
    );
  });
});

test('formatDecimal drops trailing zeros: 12.500000000000 is "12.5", 3.000000000000 is "3"', () => {
  expect(formatDecimal(parseDecimal('12.500000000000'))).toBe('12.5');
  expect(formatDecimal(parseDecimal('3.000000000000'))).toBe('3');
});

describe('roundHalfUp', () => {
  test.each([
    ['0.499999999999', 0n],
    ['0.5', 1n],
    ['111.6', 112n],
    ['-0.5', -1n],
    ['-1.4', -1n],
  ])('%s rounds to %d', (text, rounded) => {
    expect(roundHalfUp(parseDecimal(text))).toBe(rounded);
  });

  test('is never further than a half from the exact value', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        const off = roundHalfUp(value) * 10n ** 12n - value.scaled;
        expect(off <= 5n * 10n ** 11n && off >= -5n * 10n ** 11n).toBe(true);
      }),
    );
  });
});

test('31 × 3.6 = 111.6', () => {
  expect(formatDecimal(multiplyByInteger(parseDecimal('3.6'), 31n))).toBe('111.6');
});

test('9 cents over 10^9 bytes are 0.000000009 cents each, times 0.94 are 0.00000000846', () => {
  const perByte = divideByInteger(parseDecimal('9'), 1_000_000_000n);
  expect(formatDecimal(perByte)).toBe('0.000000009');
  expect(formatDecimal(multiplyDecimals(perByte, parseDecimal('0.94')))).toBe('0.00000000846');
});

test('a quotient or product that needs a 13th place is refused, not rounded', () => {
  expect(() => divideByInteger(parseDecimal('1'), 3n)).toThrow('Not exact');
  expect(() => multiplyDecimals(parseDecimal('0.000000000001'), parseDecimal('0.1'))).toThrow('Not exact');
});
