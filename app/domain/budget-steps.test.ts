import { expect, test } from 'vitest';
import { isStepCrossed, isStepRecovered } from './budget-steps.ts';

const HALF_OF_300 = { budgetMinor: 30_000n, step: 50 };

test('$150 of $300 are 50 %, $149.99 are not', () => {
  expect(isStepCrossed({ ...HALF_OF_300, spentMinor: 15_000n })).toBe(true);
  expect(isStepCrossed({ ...HALF_OF_300, spentMinor: 14_999n })).toBe(false);
});

test('what is spent is taken back below the step; what is expected from 2 % below it, $147 of $150', () => {
  const recovered = (spentMinor: bigint, basis: 'actual' | 'forecast') =>
    isStepRecovered({ ...HALF_OF_300, spentMinor, basis });
  expect([recovered(15_000n, 'actual'), recovered(14_999n, 'actual')]).toEqual([false, true]);
  expect([recovered(14_700n, 'forecast'), recovered(14_699n, 'forecast')]).toEqual([false, true]);
});
