import { expect, test } from 'vitest';
import { money } from '../money.ts';
import { commitmentOf, computeMinimumSoFar, raiseToMinimum } from './minimum-so-far.ts';

const usd = (minor: bigint) => money(minor, 'usd');

test('$500.00 agreed, $100.00 + $220.00 charged: $180.00 are missing', () => {
  expect(computeMinimumSoFar({ commitment: usd(50_000n), charges: [usd(10_000n), usd(22_000n)] })).toEqual({
    commitment: usd(50_000n),
    charged: usd(32_000n),
    trueUp: usd(18_000n),
  });
});

test('$520.00 of $500.00: nothing is missing', () => {
  const { trueUp } = computeMinimumSoFar({ commitment: usd(50_000n), charges: [usd(52_000n)] });
  expect(trueUp).toEqual(usd(0n));
});

test('a period costs at least what was agreed: $320.00 become $500.00, $520.00 stay', () => {
  expect(raiseToMinimum(usd(32_000n), usd(50_000n))).toEqual(usd(50_000n));
  expect(raiseToMinimum(usd(52_000n), usd(50_000n))).toEqual(usd(52_000n));
  expect(raiseToMinimum(usd(32_000n), null)).toEqual(usd(32_000n));
});

test('of $500.00 a month 15 of 30 days owe $250.00, a whole month all, a third of a second nothing more', () => {
  const april = { start: new Date('2026-04-01T00:00:00Z'), end: new Date('2026-05-01T00:00:00Z') };
  const until = (end: string) =>
    commitmentOf(usd(50_000n), { period: { ...april, end: new Date(end) }, whole: april });
  expect(until('2026-04-16T00:00:00Z')).toEqual(usd(25_000n));
  expect(until('2026-04-16T00:00:00.333Z')).toEqual(usd(25_000n));
  expect(until('2026-05-01T00:00:00Z')).toEqual(usd(50_000n));
});
