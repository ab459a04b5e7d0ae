import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test('minutes, hours and days', () => {
  expect(parseDuration('90m')).toBe(5_400_000);
  expect(parseDuration('6h')).toBe(21_600_000);
  expect(parseDuration('3d')).toBe(259_200_000);
});

test('anything else is not a duration', () => {
  for (const text of ['', '3', 'd', '-1d', '1.5h', '3 d', '3w', '3dd', '9999999d'])
    expect(parseDuration(text)).toBeUndefined();
});
