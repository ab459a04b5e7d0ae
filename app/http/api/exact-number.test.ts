import { expect, test } from 'vitest';
import { exactDecimal, exactFromText, exactInteger } from './exact-number.ts';

test('12,345,678,901 bytes are 12.345678901 GB, every digit in the text', () => {
  expect(JSON.stringify(exactDecimal(12_345_678_901n, 9))).toBe('12.345678901');
});

test('9,007,199,254,740,991 bytes keep all 16 digits, which a double would print otherwise', () => {
  expect(JSON.stringify(exactDecimal(9_007_199_254_740_991n, 9))).toBe('9007199.254740991');
});

test('one unit beyond 2^53 - 1 becomes a string', () => {
  expect(JSON.stringify(exactDecimal(9_007_199_254_740_992n, 9))).toBe('"9007199.254740992"');
  expect(JSON.stringify(exactInteger(9_007_199_254_740_992n))).toBe('"9007199254740992"');
  expect(JSON.stringify(exactInteger(-9_007_199_254_740_991n))).toBe('-9007199254740991');
});

test('cents become major units without trailing zeros: 1234, 1200, 5, 0 and -5', () => {
  const texts = [1_234n, 1_200n, 5n, 0n, -5n].map((cents) => JSON.stringify(exactDecimal(cents, 2)));
  expect(texts).toEqual(['12.34', '12', '0.05', '0', '-0.05']);
});

test('yen have no minor unit', () => {
  expect(JSON.stringify(exactDecimal(14_900n, 0))).toBe('14900');
});

test('a rate of 0.012 cents stays 0.012, and one with 17 digits becomes a string', () => {
  expect(JSON.stringify(exactFromText('0.012'))).toBe('0.012');
  expect(JSON.stringify(exactFromText('12345678901.123456'))).toBe('"12345678901.123456"');
});
