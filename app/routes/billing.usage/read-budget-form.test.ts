import { expect, test } from 'vitest';
import { toBudgetInput } from './read-budget-form.ts';

const VALUES = { name: 'Budget', amount: '1500', currency: 'usd', steps: '50, 80, 100', basis: 'both' };

test.each([
  ['50, 80, 100', [50, 80, 100]],
  ['50% 80 %;100', [50, 80, 100]],
  ['', []],
  ['fifty', [Number.NaN]],
])('steps %j', (steps, expected) => {
  expect(toBudgetInput({ ...VALUES, steps }, 'en-US').steps).toEqual(expected);
});

test.each([
  ['en-US', '1,500.50', '1500.50'],
  ['en-US', '1 500', '1500'],
  ['en-US', '1.500', '1.500'],
  ['en-US', '1,5', '1,5'],
  ['en-US', '1,500,000', '1500000'],
  ['de-DE', '1.500', '1500'],
  ['de-DE', '1.500,50', '1500.50'],
  ['de-DE', '1500,5', '1500.5'],
  ['de-DE', '1.50', '1.50'],
  ['de-DE', '1.500.000', '1500000'],
  ['de-DE', '1,500', '1.500'],
  ['fr-FR', '1\u202f500,50', '1500.50'],
  ['de-CH', '1’500.50', '1500.50'],
  ['ja-JP', '150,000', '150000'],
  ['en-US', '-5', '-5'],
  ['en-US', 'abc', 'abc'],
  ['en-US', '', ''],
])('amount in %s: %j is %j', (locale, amount, expected) => {
  expect(toBudgetInput({ ...VALUES, amount }, locale).amount).toBe(expected);
});
