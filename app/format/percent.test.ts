import { describe, expect, it } from 'vitest';
import { formatPercent, formatPercents, formatShare } from './percent.ts';

describe('formatShare', () => {
  it.each([
    [0n, 100n, '0%'],
    [1n, 1_000_000n, '<0.1%'],
    [345n, 1000n, '34.5%'],
    [9996n, 10_000n, '99.9%'],
    [1_340n, 1_000n, '134%'],
  ])('%s of %s reads %s', (part, whole, expected) => {
    expect(formatShare(part, whole, 'en-US')).toBe(expected);
  });

  it('says nothing where nothing is included', () => {
    expect(formatShare(5n, 0n, 'en-US')).toBeNull();
  });
});

it('writes whole percents as the locale does, and lists them in the words of the page', () => {
  expect(formatPercent(80, 'en-US')).toBe('80%');
  expect(formatPercent(110, 'de-DE')).toBe('110\u00a0%');
  expect(formatPercents([80], 'en-US')).toBe('80%');
  expect(formatPercents([50, 80, 1_000], 'en-US')).toBe('50%, 80%, and 1,000%');
  expect(formatPercents([50, 80], 'de-DE')).toBe('50\u00a0% and 80\u00a0%');
});
