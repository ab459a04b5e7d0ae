import { expect, test } from 'vitest';
import { computePastError } from './past-error.ts';

test('110 for 100 and 90 for 120: 40 of 220 are 18.2 %', () => {
  const past = [
    { forecast: 110n, actual: 100n },
    { forecast: 90n, actual: 120n },
  ];
  expect(computePastError(past)).toEqual({ permille: 182, periods: 2 });
});

test('a period without usage counts as one: 10 and 5 missed of 100 are 15 %, of two periods as for every metric', () => {
  const past = [
    { forecast: 110n, actual: 100n },
    { forecast: 5n, actual: 0n },
  ];
  expect(computePastError(past)).toEqual({ permille: 150, periods: 2 });
});

test('where nothing came there is no error to tell', () => {
  expect(computePastError([{ forecast: 5n, actual: 0n }])).toBeNull();
  expect(computePastError([])).toBeNull();
});
