import { expect, test } from 'vitest';
import { money } from '../money.ts';
import { commitmentOf, computeMinimumSoFar, costWithTrueUp } from './minimum-so-far.ts';

const usd = (minor: bigint) => money(minor, 'usd');

/** $500.00 a month, of which $100.00 were charged as the flat fee. */
const MINIMUM = { agreed: usd(50_000n), commitment: usd(50_000n), fee: usd(10_000n), isByHand: false };

test('$500.00 agreed, $100.00 + $220.00 charged: $180.00 are missing', () => {
  expect(computeMinimumSoFar(MINIMUM, usd(22_000n))).toEqual({
    ...MINIMUM,
    charged: usd(32_000n),
    trueUp: usd(18_000n),
  });
});

test('$520.00 of $500.00: nothing is missing', () => {
  expect(computeMinimumSoFar(MINIMUM, usd(42_000n)).trueUp).toEqual(usd(0n));
});

test('of what a person decides nothing is said', () => {
  expect(computeMinimumSoFar({ ...MINIMUM, isByHand: true }, usd(22_000n)).trueUp).toBeNull();
});

test('a period costs at least what was agreed: $320.00 become $500.00, $520.00 stay, as does what a person decides', () => {
  const cost = (usage: bigint, minimum: typeof MINIMUM | null) =>
    costWithTrueUp({ baseFee: usd(10_000n), usage: usd(usage) }, minimum);
  expect(cost(22_000n, MINIMUM)).toEqual(usd(50_000n));
  expect(cost(42_000n, MINIMUM)).toEqual(usd(52_000n));
  expect(cost(22_000n, null)).toEqual(usd(32_000n));
  expect(cost(22_000n, { ...MINIMUM, isByHand: true })).toEqual(usd(32_000n));
});

test('where the fee is $150.00 now and $100.00 were charged, it still costs the $500.00 that were agreed', () => {
  expect(costWithTrueUp({ baseFee: usd(15_000n), usage: usd(22_000n) }, MINIMUM)).toEqual(usd(50_000n));
});

test('of $500.00 a month 15 of 30 days owe $250.00, a whole month all, a third of a second nothing more', () => {
  const april = { start: new Date('2026-04-01T00:00:00Z'), end: new Date('2026-05-01T00:00:00Z') };
  const until = (end: string) =>
    commitmentOf(usd(50_000n), { period: { ...april, end: new Date(end) }, whole: april });
  expect(until('2026-04-16T00:00:00Z')).toEqual(usd(25_000n));
  expect(until('2026-04-16T00:00:00.333Z')).toEqual(usd(25_000n));
  expect(until('2026-05-01T00:00:00Z')).toEqual(usd(50_000n));
});
