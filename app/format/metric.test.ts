import { describe, expect, it } from 'vitest';
import {
  exactQuantity,
  exactShare,
  formatAxisQuantity,
  formatQuantity,
  formatQuantityInWords,
} from './metric.ts';

describe('formatQuantity', () => {
  it.each([
    ['impressions', 1234567n, 'en-US', '1,234,567'],
    ['impressions', 1234567n, 'de-DE', '1.234.567'],
    ['data_transfer_bytes', 12_340_000_000n, 'en-US', '12.34 GB'],
    ['data_transfer_bytes', 12_345_678_901n, 'de-DE', '12,35\u00a0GB'],
    ['data_transfer_bytes', 1n, 'en-US', '1 byte'],
    ['data_transfer_bytes', 777n, 'en-US', '777 bytes'],
    ['data_transfer_bytes', 777n, 'de-DE', '777 Byte'],
    ['data_transfer_bytes', 999n, 'en-US', '999 bytes'],
    ['data_transfer_bytes', 1_000n, 'en-US', '1 kB'],
    ['data_transfer_bytes', 12_345n, 'en-US', '12.35 kB'],
    ['data_transfer_bytes', 999_994n, 'en-US', '999.99 kB'],
    ['data_transfer_bytes', 999_995n, 'en-US', '1 MB'],
    ['data_transfer_bytes', 15_000_000n, 'en-US', '15 MB'],
    ['data_transfer_bytes', 999_994_999n, 'en-US', '999.99 MB'],
    ['data_transfer_bytes', 999_995_000n, 'en-US', '1 GB'],
    ['data_transfer_bytes', -777n, 'en-US', '-777 bytes'],
    ['data_transfer_bytes', -5_000_000_001n, 'en-US', '-5 GB'],
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
    [50_000_000, '50 MB'],
    [150_000_000, '150 MB'],
    [1_000_000_000, '1 GB'],
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

describe('exactShare', () => {
  it.each([
    [
      'data_transfer_bytes',
      12_345_678_901n,
      500_000_000_000n,
      '12,345,678,901 bytes of 500,000,000,000 bytes',
    ],
    ['data_transfer_bytes', 777n, 1_230n, null],
    ['data_transfer_bytes', 12_340_000_000n, 500_000_000_000n, null],
    ['impressions', 12_345n, 1_000_000n, null],
  ] as const)('of %s %s of %s is %s', (metric, part, whole, expected) => {
    expect(exactShare(metric, { part, whole }, 'en-US')).toBe(expected);
  });
});

describe('exactQuantity', () => {
  it.each([
    ['data_transfer_bytes', 12_345_678_901n, '12,345,678,901 bytes'],
    ['data_transfer_bytes', 12_345n, '12,345 bytes'],
    ['data_transfer_bytes', -12_345n, '-12,345 bytes'],
    ['data_transfer_bytes', 12_340_000_000n, null],
    ['data_transfer_bytes', 777n, null],
    ['data_transfer_bytes', 0n, null],
    ['impressions', 12_345n, null],
  ] as const)('of %s %s is %s: only what was rounded is told again', (metric, units, expected) => {
    expect(exactQuantity(metric, units, 'en-US')).toBe(expected);
  });
});
