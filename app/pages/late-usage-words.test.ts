import { expect, test } from 'vitest';
import { money } from '../domain/money.ts';
import { leftWords } from './late-usage-words.ts';

const usd = (minor: bigint) => money(minor, 'usd');

test.each([
  ['$180.00 to bill', { component: 'minimum', left: usd(18_000n), quantityDelta: 0n }],
  ['$0.96 to give back', { component: 'impressions', left: usd(-96n), quantityDelta: -8_000n }],
  ['8,000 API calls to bill, not rated', { component: 'api_calls', left: usd(0n), quantityDelta: 8_000n }],
  [
    '8,000 API calls to give back, not rated',
    { component: 'api_calls', left: usd(0n), quantityDelta: -8_000n },
  ],
  ['No rule says how much', { component: 'minimum', left: usd(0n), quantityDelta: 0n }],
] as const)('%s', (words, row) => {
  expect(leftWords(row, 'en-US')).toBe(words);
});
