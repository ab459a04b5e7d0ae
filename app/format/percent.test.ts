import { describe, expect, it } from 'vitest';
import { formatPercent, formatPercents, formatShare } from './percent.ts';

describe('formatShare', () => {
  it.each([
    [0n, 100n, '0%'],
    [1n, 1_000_000n, '<0.1%'],
    [5n, 10_000n, '0.1%'],
    [345n, 1000n, '34.5%'],
    [80_849n, 100_000n, '80.8%'],
    [8085n, 10_000n, '80.9%'],
    [9994n, 10_000n, '99.9%'],
    [9996n, 10_000n, '>99.9%'],
    [100n, 100n, '100%'],
    [10_001n, 10_000n, '>100%'],
    [1_340n, 1_000n, '134%'],
  ])('%s of %s reads %s', (part, whole, expected) => {
    expect(formatShare({ part, whole }, 'en-US')).toBe(expected);
  });

  it.each([
    [0, '>99%', '<1%'],
    [2, '>99.99%', '<0.01%'],
  ])('to %i decimals, a trace less than all reads %s, and a trace %s', (decimals, almostAll, trace) => {
    const whole = 10_000_000n;
    expect(formatShare({ part: whole - 1n, whole, decimals }, 'en-US')).toBe(almostAll);
    expect(formatShare({ part: 1n, whole, decimals }, 'en-US')).toBe(trace);
  });

  it('writes it as the locale does', () => {
    expect(formatShare({ part: 9996n, whole: 10_000n }, 'de-DE')).toBe('>99,9\u00a0%');
  });

  it('says nothing where nothing is included', () => {
    expect(formatShare({ part: 5n, whole: 0n }, 'en-US')).toBeNull();
  });
});

it('writes percents as the locale does, and lists them in the words of the page', () => {
  expect(formatPercent(80, 'en-US')).toBe('80%');
  expect(formatPercent(0.5, 'en-US')).toBe('0.5%');
  expect(formatPercent(110, 'de-DE')).toBe('110\u00a0%');
  expect(formatPercents([80], 'en-US')).toBe('80%');
  expect(formatPercents([50, 80, 1_000], 'en-US')).toBe('50%, 80%, and 1,000%');
  expect(formatPercents([50, 80], 'de-DE')).toBe('50\u00a0% and 80\u00a0%');
});
