import { describe, expect, test } from 'vitest';
import type { Price, Product } from '../state/records.ts';
import { integerToDecimal, requireDecimal } from '../wire/decimal.ts';
import { formatAmount } from './currency.ts';
import { addIntervals, periodContaining } from './period.ts';
import { rate } from './rate.ts';

const product = { name: 'Calls', unit_label: null } as Product;
const recurring = {
  interval: 'month',
  interval_count: 1,
  meter: null,
  trial_period_days: null,
  usage_type: 'metered' as const,
};

function priceOf(given: Partial<Price>): Price {
  return {
    currency: 'usd',
    recurring,
    billing_scheme: 'per_unit',
    transform_quantity: null,
    tiers_mode: null,
    ...given,
  } as Price;
}

function amounts(price: Price, quantity: string): number[] {
  return rate({ price, product, currency: 'usd', quantity: requireDecimal(quantity) }).map(
    (line) => line.amount,
  );
}

const tier = (up_to: number | null, unit: string | null, flat: string | null = null) => ({
  up_to,
  unit_amount: null,
  unit_amount_decimal: unit,
  flat_amount: null,
  flat_amount_decimal: flat,
});

describe('graduated tiers of 100 at 0, 900 at 0.5¢, the rest at 0.3¢', () => {
  const price = priceOf({
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [tier(100, '0'), tier(1_000, '0.5'), tier(null, '0.3')],
  });

  test('1,031 units: 0 + 900 × 0.5 = 450 + 31 × 0.3 = 9.3, rounded on its own to 9', () => {
    expect(amounts(price, '1031')).toEqual([0, 450, 9]);
  });

  test('exactly 100 units stay in the first tier, 100.5 reach the second', () => {
    expect(amounts(price, '100')).toEqual([0]);
    expect(amounts(price, '101')).toEqual([0, 1]);
    expect(amounts(price, '100.5')).toEqual([0, 0]);
  });

  test('nothing used, or less than nothing, is one line of nothing', () => {
    expect(amounts(price, '0')).toEqual([0]);
    expect(amounts(price, '-5')).toEqual([0]);
  });
});

test('volume: all 1,031 units at the rate of their tier, 1,031 × 0.3 = 309.3, with its flat fee of 50', () => {
  const price = priceOf({
    billing_scheme: 'tiered',
    tiers_mode: 'volume',
    tiers: [tier(1_000, '0.5'), tier(null, '0.3', '50')],
  });
  expect(amounts(price, '1031')).toEqual([309, 50]);
  expect(amounts(price, '1000')).toEqual([500]);
});

test('transform_quantity: 1,001 calls in packs of 1,000, rounded up, are 2 packs at 40¢', () => {
  const price = priceOf({ unit_amount_decimal: '40', transform_quantity: { divide_by: 1_000, round: 'up' } });
  expect(amounts(price, '1001')).toEqual([80]);
});

test('twelve places: 3 TB in bytes at 0.000000009¢ a byte are 27,000¢', () => {
  expect(amounts(priceOf({ unit_amount_decimal: '0.000000009' }), '3000000000000')).toEqual([27_000]);
});

test('another currency of the same price has its own rate', () => {
  const price = priceOf({
    unit_amount_decimal: '100',
    currency_options: {
      eur: { custom_unit_amount: null, tax_behavior: null, unit_amount: 94, unit_amount_decimal: '94' },
    },
  });
  const lines = rate({ price, product, currency: 'eur', quantity: integerToDecimal(3) });
  expect(lines).toMatchObject([{ amount: 282, description: '3 × Calls (at €0.94 / month)' }]);
});

test('amounts read as on Stripe’s invoices', () => {
  expect(formatAmount('49900', 'usd')).toBe('$499.00');
  expect(formatAmount('3.6', 'usd')).toBe('$0.036');
  expect(formatAmount('0.012', 'usd')).toBe('$0.00012');
  expect(formatAmount('1499000', 'jpy')).toBe('¥1,499,000');
  expect(formatAmount('15050', 'kwd')).toBe('KWD 15.050');
  expect(formatAmount('-123456', 'eur')).toBe('-€1,234.56');
});

describe('periods', () => {
  const month = { interval: 'month', interval_count: 1 };
  const at = (iso: string) => Date.parse(iso) / 1000;

  test('31 January + 1 month is 28 February, + 2 is 31 March', () => {
    const anchor = at('2026-01-31T10:00:00Z');
    expect(addIntervals(anchor, month, 1)).toBe(at('2026-02-28T10:00:00Z'));
    expect(addIntervals(anchor, month, 2)).toBe(at('2026-03-31T10:00:00Z'));
  });

  test('the one that holds an instant starts at or before it, also before the anchor', () => {
    expect(periodContaining(at('2026-01-31'), month, at('2026-02-28'))).toEqual({
      start: at('2026-02-28'),
      end: at('2026-03-31'),
    });
    expect(periodContaining(at('2026-03-15'), month, at('2026-01-20'))).toEqual({
      start: at('2026-01-15'),
      end: at('2026-02-15'),
    });
  });
});
