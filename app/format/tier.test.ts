import { expect, it } from 'vitest';
import { formatTier } from './tier.ts';

it.each([
  [{ from: 0n, upTo: 1000n }, 'First 1,000'],
  [{ from: 1000n, upTo: 5000n }, 'Above 1,000 up to 5,000'],
  [{ from: 5000n, upTo: null }, 'Above 5,000'],
  [{ from: 0n, upTo: null }, 'All units'],
])('%o reads "%s"', (tier, expected) => {
  expect(formatTier('impressions', tier, 'en-US')).toBe(expected);
});
