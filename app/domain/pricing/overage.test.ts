import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { money } from '../money.ts';
import { computeOverage, includedUnitsOf } from './overage.ts';

const impressions = [
  { upTo: 1_000_000n, unitAmount: parseDecimal('0') },
  { upTo: 5_000_000n, unitAmount: parseDecimal('0.012') },
  { upTo: null, unitAmount: parseDecimal('0.01') },
];

describe('computeOverage', () => {
  test('6 M impressions on Starter: 4 M at $0.12 + 1 M at $0.10 per 1,000 = $480.00 + $100.00', () => {
    const overage = computeOverage({ tiers: impressions, quantity: 6_000_000n, currency: 'usd' });
    expect(overage.includedUnits).toBe(1_000_000n);
    expect(overage.overageUnits).toBe(5_000_000n);
    expect(overage.lines.map(({ units, amount }) => [units, amount.amountMinor])).toEqual([
      [4_000_000n, 48_000n],
      [1_000_000n, 10_000n],
    ]);
    expect(overage.cost).toEqual(money(58_000n, 'usd'));
  });

  test('exactly the included units cost nothing and have no lines', () => {
    const overage = computeOverage({ tiers: impressions, quantity: 1_000_000n, currency: 'usd' });
    expect(overage).toMatchObject({ overageUnits: 0n, lines: [], cost: money(0n, 'usd') });
  });

  test('one unit over is 0.012 cents, which rounds to nothing but is one overage unit', () => {
    const overage = computeOverage({ tiers: impressions, quantity: 1_000_001n, currency: 'usd' });
    expect(overage.overageUnits).toBe(1n);
    expect(overage.lines).toHaveLength(1);
    expect(overage.cost.amountMinor).toBe(0n);
  });
});

test('a price whose first tier costs something includes nothing', () => {
  expect(includedUnitsOf([{ upTo: null, unitAmount: parseDecimal('0.5') }])).toBe(0n);
  expect(
    computeOverage({
      tiers: [{ upTo: null, unitAmount: parseDecimal('0.5') }],
      quantity: 3n,
      currency: 'usd',
    }).cost.amountMinor,
  ).toBe(2n);
});
