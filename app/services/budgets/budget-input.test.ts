import { expect, test } from 'vitest';
import { parseNewBudget } from './budget-input.ts';

function problemOf(amount: string, { currency = 'usd', locale = 'en-US' } = {}): unknown {
  try {
    parseNewBudget({ amount, currency }, locale);
  } catch (error) {
    return error;
  }
  return null;
}

test.each(['', '  '])('an amount of "%s" must not be empty, as a name', (amount) => {
  expect(problemOf(amount)).toMatchObject({ fields: [{ path: 'amount', message: 'must not be empty' }] });
});

test.each([
  ['usd', 'en-US', 'must be at most $1,000,000,000.00'],
  ['eur', 'de-DE', 'must be at most 1.000.000.000,00\u00a0€'],
  ['jpy', 'en-US', 'must be at most ¥1,000,000,000'],
])('a billion of %s is the most, told as the reader in %s writes money', (currency, locale, message) => {
  const reader = { currency, locale };
  expect(problemOf('1000000000', reader)).toBeNull();
  expect(problemOf('1000000001', reader)).toMatchObject({ fields: [{ path: 'amount', message }] });
});

test('more than a billion by a cent is too much', () => {
  expect(problemOf('1000000000.01')).toMatchObject({ fields: [{ path: 'amount' }] });
});
