import { describe, expect, it } from 'vitest';
import { shiftDecimal } from './decimal.ts';

describe('shiftDecimal', () => {
  it.each([
    ['0.012', 3, '12'],
    ['0.012', -2, '0.00012'],
    ['49900', -2, '499'],
    ['5', -9, '0.000000005'],
    ['12340000000', -9, '12.34'],
    ['0.000009', 9, '9000'],
    ['-105', -2, '-1.05'],
    ['-0.00', 3, '0'],
    ['1.50', 0, '1.5'],
  ])('%s × 10^%i = %s', (value, places, expected) => {
    expect(shiftDecimal(value, places)).toBe(expected);
  });
});
