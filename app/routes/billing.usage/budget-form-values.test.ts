import { expect, test } from 'vitest';
import type { Budget } from '../../services/budgets/budget.ts';
import { toBudgetFormValues } from './budget-form-values.server.ts';
import { toBudgetInput } from './read-budget-form.ts';

const BUDGET: Budget = {
  id: '0197a000-0000-7000-8000-000000000001',
  customerId: '0197a000-0000-7000-8000-000000000002',
  name: 'Ads',
  currency: 'usd',
  amountMinor: 150_050n,
  steps: [50, 80, 100],
  basis: 'forecast',
  createdAt: new Date('2026-04-01T00:00:00Z'),
  updatedAt: new Date('2026-04-02T00:00:00Z'),
};

test('the form of a budget holds what it is, its amount as the locale writes it: $1,500.50 is 1500.50', () => {
  expect(toBudgetFormValues(BUDGET, 'en-US')).toEqual({
    name: 'Ads',
    amount: '1500.50',
    currency: 'usd',
    steps: '50, 80, 100',
    basis: 'forecast',
  });
});

test.each([
  ['en-US', 'usd', 100_000_000_000n, '1000000000', '1000000000'],
  ['de-DE', 'eur', 150_050n, '1500,50', '1500.50'],
  ['de-DE', 'eur', 150_000n, '1500', '1500'],
  ['fr-FR', 'eur', 123_456_789n, '1234567,89', '1234567.89'],
  ['de-CH', 'eur', 5n, '0.05', '0.05'],
  ['ja-JP', 'jpy', 150_000n, '150000', '150000'],
] as const)(
  'in %s and %s %s minor units show as %s and are sent as %s',
  (locale, currency, minor, shown, sent) => {
    const values = toBudgetFormValues({ ...BUDGET, currency, amountMinor: minor }, locale);
    expect(values.amount).toBe(shown);
    expect(toBudgetInput(values, locale)).toMatchObject({ amount: sent, steps: [50, 80, 100] });
  },
);
