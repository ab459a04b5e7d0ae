import { expect, test } from 'vitest';
import { toBudgetInput } from './read-budget-form.ts';

const VALUES = { name: 'Budget', amount: '1500', currency: 'usd', steps: '50, 80, 100', basis: 'both' };

test.each([
  ['50, 80, 100', [50, 80, 100]],
  ['50% 80 %;100', [50, 80, 100]],
  ['', []],
  ['fifty', [Number.NaN]],
])('steps %j', (steps, expected) => {
  expect(toBudgetInput({ ...VALUES, steps }).steps).toEqual(expected);
});

test.each([
  ['1,500.50', '1500.50'],
  ['1 500', '1500'],
  ['1,5', '1,5'],
  ['-5', '-5'],
  ['abc', 'abc'],
])('amount %j', (amount, expected) => {
  expect(toBudgetInput({ ...VALUES, amount }).amount).toBe(expected);
});
