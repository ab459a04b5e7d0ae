import { expect, test } from 'vitest';
import { computePastError } from './past-error.ts';

test('110 for 100 and 90 for 120: (10 % + 25 %) ÷ 2 = 17.5 %', () => {
  const past = [
    { forecast: 110n, actual: 100n },
    { forecast: 90n, actual: 120n },
  ];
  expect(computePastError(past)).toEqual({ permille: 175, periods: 2 });
});

test('a period without usage has no percentage; with none left there is no error to tell', () => {
  expect(computePastError([{ forecast: 5n, actual: 0n }])).toBeNull();
  expect(computePastError([])).toBeNull();
});
