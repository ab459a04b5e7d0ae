import { expect, test } from 'vitest';
import { money } from '../money.ts';
import { computeMinimumSoFar, raiseToMinimum } from './minimum-so-far.ts';

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
