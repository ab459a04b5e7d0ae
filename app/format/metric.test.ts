import { describe, expect, it } from 'vitest';
import { formatAxisQuantity, formatQuantity, formatQuantityInWords } from './metric.ts';

describe('formatQuantity', () => {
  it.each([
    ['impressions', 1234567n, 'en-US', '1,234,567'],
    ['impressions', 1234567n, 'de-DE', '1.234.567'],
    ['data_transfer_bytes', 12_340_000_000n, 'en-US', '12.34 GB'],
    ['data_transfer_bytes', 12_345_678_901n, 'de-DE', '12,35\u00a0GB'],
    ['data_transfer_bytes', 1n, 'en-US', '0.000000001 GB'],
    ['data_transfer_bytes', 0n, 'en-US', '0 GB'],
  ] as const)('%s %s for %s reads %s', (metric, units, locale, expected) => {
    expect(formatQuantity(metric, units, locale)).toBe(expected);
  });

  it('names the unit once: counts get their noun, GB already says it', () => {
    expect(formatQuantityInWords('api_calls', 1000n, 'en-US')).toBe('1,000 API calls');
    expect(formatQuantityInWords('data_transfer_bytes', 5_000_000_000n, 'en-US')).toBe('5 GB');
  });
});

describe('formatAxisQuantity of little transfer', () => {
  it.each([
    [0, '0 GB'],
    [200, '200 byte'],
    [1_500, '1.5 kB'],
    [8_000_000, '8 MB'],
    [50_000_000, '0.05 GB'],
    [150_000_000, '0.15 GB'],
    [2_500_000_000, '2.5 GB'],
  ])('%i bytes are %s, never 0 GB', (units, expected) => {
    expect(formatAxisQuantity('data_transfer_bytes', units, 'en-US')).toBe(expected);
  });
});

describe('formatAxisQuantity', () => {
  it.each([
    ['impressions', 1_200_000, 'en-US', '1.2M'],
    ['impressions', 1_200_000, 'ja-JP', '120万'],
    ['data_transfer_bytes', 350_000_000_000, 'en-US', '350 GB'],
  ] as const)('%s %d for %s reads %s', (metric, units, locale, expected) => {
    expect(formatAxisQuantity(metric, units, locale)).toBe(expected);
  });
});
