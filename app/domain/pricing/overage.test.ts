import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { money } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { computeOverage, includedUnitsOf } from './overage.ts';
import type { PriceTier } from './tier.ts';

function graduated(tiers: readonly PriceTier[]): MeteredPrice {
  return { kind: 'graduated', tiers };
}

const impressions = graduated([
  { upTo: 1_000_000n, unitAmount: parseDecimal('0') },
  { upTo: 5_000_000n, unitAmount: parseDecimal('0.012') },
  { upTo: null, unitAmount: parseDecimal('0.01') },
]);

describe('computeOverage', () => {
  test('6 M impressions on Starter: 4 M at $0.12 + 1 M at $0.10 per 1,000 = $480.00 + $100.00', () => {
    const overage = computeOverage({ price: impressions, quantity: 6_000_000n, currency: 'usd' });
    expect(overage.includedUnits).toBe(1_000_000n);
    expect(overage.overageUnits).toBe(5_000_000n);
    expect(overage.lines.map(({ units, amount }) => [units, amount.amountMinor])).toEqual([
      [4_000_000n, 48_000n],
      [1_000_000n, 10_000n],
    ]);
    expect(overage.cost).toEqual(money(58_000n, 'usd'));
  });

  test('exactly the included units cost nothing and have no lines', () => {
    const overage = computeOverage({ price: impressions, quantity: 1_000_000n, currency: 'usd' });
    expect(overage).toMatchObject({ overageUnits: 0n, lines: [], cost: money(0n, 'usd') });
  });

  test('one unit over is 0.012 cents, which rounds to nothing but is one overage unit', () => {
    const overage = computeOverage({ price: impressions, quantity: 1_000_001n, currency: 'usd' });
    expect(overage.overageUnits).toBe(1n);
    expect(overage.lines).toHaveLength(1);
    expect(overage.cost.amountMinor).toBe(0n);
  });
});

test('a price whose first tier costs something includes nothing', () => {
  const price = graduated([{ upTo: null, unitAmount: parseDecimal('0.5') }]);
  expect(includedUnitsOf(price)).toBe(0n);
  expect(computeOverage({ price, quantity: 3n, currency: 'usd' }).cost.amountMinor).toBe(2n);
});

describe('what other kinds include', () => {
  const packages = (round: 'up' | 'down'): MeteredPrice => ({
    kind: 'package',
    size: 1_000n,
    amount: parseDecimal('40'),
    round,
  });

  test('packages of 1,000 that round down include the 999 that make none; 1,000 are 1 × 40c', () => {
    expect(includedUnitsOf(packages('down'))).toBe(999n);
    const within = computeOverage({ price: packages('down'), quantity: 999n, currency: 'usd' });
    expect(within).toMatchObject({ overageUnits: 0n, lines: [], cost: money(0n, 'usd') });
    const beyond = computeOverage({ price: packages('down'), quantity: 1_000n, currency: 'usd' });
    expect(beyond).toMatchObject({ overageUnits: 1n, cost: money(40n, 'usd') });
  });

  test('packages that round up include nothing: 1 unit is 1 × 40c', () => {
    expect(includedUnitsOf(packages('up'))).toBe(0n);
    expect(computeOverage({ price: packages('up'), quantity: 1n, currency: 'usd' }).cost.amountMinor).toBe(
      40n,
    );
  });

  test('volume: 100 are free, 101 are all charged: 101 × 1c', () => {
    const price: MeteredPrice = {
      kind: 'volume',
      tiers: [
        { upTo: 100n, unitAmount: parseDecimal('0') },
        { upTo: null, unitAmount: parseDecimal('1') },
      ],
    };
    expect(computeOverage({ price, quantity: 100n, currency: 'usd' }).lines).toEqual([]);
    const over = computeOverage({ price, quantity: 101n, currency: 'usd' });
    expect(over).toMatchObject({ includedUnits: 100n, overageUnits: 1n, cost: money(101n, 'usd') });
    expect(over.lines.map(({ units }) => units)).toEqual([101n]);
  });

  test('a first tier with a flat fee is not free', () => {
    const tiers = [{ upTo: null, unitAmount: parseDecimal('0'), flatAmount: parseDecimal('500') }];
    expect(includedUnitsOf(graduated(tiers))).toBe(0n);
    const { lines, cost } = computeOverage({ price: graduated(tiers), quantity: 3n, currency: 'usd' });
    expect(lines.map(({ amount }) => amount.amountMinor)).toEqual([0n, 500n]);
    expect(cost).toEqual(money(500n, 'usd'));
  });
});
