import { describe, expect, test } from 'vitest';
import { CATALOG, type CatalogPrice, type PriceComponent } from './catalog.ts';
import { formatDecimal } from './decimal.ts';
import type { Metric } from './metric.ts';
import type { Currency } from './money.ts';
import type { PlanId } from './plan-id.ts';
import { requirePrice } from './pricing/metered-price.ts';
import { computeOverage } from './pricing/overage.ts';

function price(planId: PlanId, component: PriceComponent, currency: Currency): CatalogPrice {
  const found = CATALOG.find(({ id }) => id === planId)?.prices.find(
    (candidate) => candidate.component === component && candidate.currency === currency,
  );
  if (found === undefined) throw new Error(`No ${component} price of ${planId} in ${currency}`);
  return found;
}

function steps(planId: PlanId, metric: Metric, currency: Currency) {
  const found = price(planId, metric, currency);
  if (found.component === 'base' || found.price.kind !== 'graduated') throw new Error('not graduated');
  return found.price.tiers.map(({ upTo, unitAmount }) => [upTo, formatDecimal(unitAmount)]);
}

test('four plans × four components × four currencies = 64 prices, each with its own lookup key', () => {
  const keys = CATALOG.flatMap(({ prices }) => prices.map(({ lookupKey }) => lookupKey));
  expect(new Set(keys).size).toBe(64);
  expect(keys).toContain('growth_v1_data_transfer_bytes_jpy');
});

test.each([
  ['starter', [9_900n, 9_300n, 7_900n, 14_900n]],
  ['growth', [49_900n, 46_900n, 39_900n, 74_900n]],
  ['scale', [199_900n, 187_900n, 159_900n, 299_900n]],
  ['enterprise', [999_900n, 939_900n, 799_900n, 1_499_000n]],
] as const)('%s costs what the price list says in USD, EUR, GBP, JPY', (planId, fees) => {
  const listed = (['usd', 'eur', 'gbp', 'jpy'] as const).map((currency) => {
    const base = price(planId, 'base', currency);
    return base.component === 'base' ? base.unitAmountMinor : null;
  });
  expect(listed).toEqual(fees);
});

describe('overage, in minor units for a single unit', () => {
  test.each([
    [
      'starter',
      'impressions',
      'usd',
      [
        [1_000_000n, '0'],
        [5_000_000n, '0.012'],
        [null, '0.01'],
      ],
    ],
    [
      'growth',
      'impressions',
      'usd',
      [
        [10_000_000n, '0'],
        [50_000_000n, '0.008'],
        [null, '0.0065'],
      ],
    ],
    [
      'scale',
      'impressions',
      'usd',
      [
        [100_000_000n, '0'],
        [500_000_000n, '0.0045'],
        [2_000_000_000n, '0.0038'],
        [null, '0.0031'],
      ],
    ],
    [
      'enterprise',
      'impressions',
      'usd',
      [
        [1_000_000_000n, '0'],
        [5_000_000_000n, '0.0024'],
        [null, '0.00195'],
      ],
    ],
    [
      'starter',
      'api_calls',
      'usd',
      [
        [100_000n, '0'],
        [null, '0.05'],
      ],
    ],
    [
      'scale',
      'api_calls',
      'usd',
      [
        [10_000_000n, '0'],
        [null, '0.028'],
      ],
    ],
    [
      'starter',
      'data_transfer_bytes',
      'usd',
      [
        [50_000_000_000n, '0'],
        [null, '0.000000009'],
      ],
    ],
    [
      'enterprise',
      'data_transfer_bytes',
      'usd',
      [
        [50_000_000_000_000n, '0'],
        [null, '0.0000000045'],
      ],
    ],
    [
      'starter',
      'impressions',
      'eur',
      [
        [1_000_000n, '0'],
        [5_000_000n, '0.01128'],
        [null, '0.0094'],
      ],
    ],
    [
      'starter',
      'impressions',
      'gbp',
      [
        [1_000_000n, '0'],
        [5_000_000n, '0.0096'],
        [null, '0.008'],
      ],
    ],
    [
      'starter',
      'impressions',
      'jpy',
      [
        [1_000_000n, '0'],
        [5_000_000n, '0.018'],
        [null, '0.015'],
      ],
    ],
    [
      'enterprise',
      'data_transfer_bytes',
      'eur',
      [
        [50_000_000_000_000n, '0'],
        [null, '0.00000000423'],
      ],
    ],
    [
      'enterprise',
      'data_transfer_bytes',
      'jpy',
      [
        [50_000_000_000_000n, '0'],
        [null, '0.00000000675'],
      ],
    ],
  ] as const)('%s %s in %s', (planId, metric, currency, expected) => {
    expect(steps(planId, metric, currency)).toEqual(expected);
  });
});

test('every tier list rises to an open end', () => {
  for (const { prices } of CATALOG) {
    for (const listed of prices) {
      if (listed.component !== 'base') expect(() => requirePrice(listed.price)).not.toThrow();
    }
  }
});

test('Scale, 2.5 G impressions: 400 M × $0.045 + 1.5 G × $0.038 + 500 M × $0.031 per 1,000 = $90,500', () => {
  const listed = price('scale', 'impressions', 'usd');
  if (listed.component === 'base') throw new Error('not metered');
  const { lines, cost } = computeOverage({ price: listed.price, quantity: 2_500_000_000n, currency: 'usd' });
  expect(lines.map(({ amount }) => amount.amountMinor)).toEqual([1_800_000n, 5_700_000n, 1_550_000n]);
  expect(cost.amountMinor).toBe(9_050_000n);
});
