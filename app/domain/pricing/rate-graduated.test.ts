import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../decimal.ts';
import { includedUnitsOf } from './overage.ts';
import { rateGraduated } from './rate-graduated.ts';
import type { PriceTier } from './tier.ts';

function tiers(...steps: readonly [upTo: bigint | null, unitAmount: string][]): PriceTier[] {
  return steps.map(([upTo, unitAmount]) => ({ upTo, unitAmount: parseDecimal(unitAmount) }));
}

const freeThenTwo = tiers([100n, '0'], [200n, '10'], [null, '5']);

function rate(steps: readonly PriceTier[], quantity: bigint) {
  return rateGraduated({ tiers: steps, quantity, currency: 'usd' }).map((charge) => [
    charge.units,
    charge.amount.amountMinor,
  ]);
}

describe('rateGraduated', () => {
  test('250 units over 100 free + 100 at 10c + rest at 5c = 0 + $10.00 + $2.50', () => {
    expect(rate(freeThenTwo, 250n)).toEqual([
      [100n, 0n],
      [100n, 1000n],
      [50n, 250n],
    ]);
  });

  test('a threshold is inclusive: 200 units stay in the second tier, 201 open the third', () => {
    expect(rate(freeThenTwo, 200n)).toHaveLength(2);
    expect(rate(freeThenTwo, 201n)).toEqual([
      [100n, 0n],
      [100n, 1000n],
      [1n, 5n],
    ]);
  });

  test('each line is rounded by itself: 1 × 0.5c + 1 × 0.5c = 1c + 1c, not 1c', () => {
    expect(rate(tiers([1n, '0.5'], [null, '0.5']), 2n)).toEqual([
      [1n, 1n],
      [1n, 1n],
    ]);
  });

  test('31 credits at 3.6c = 111.6c, charged 112c', () => {
    expect(rate(tiers([1000n, '0'], [null, '3.6']), 1031n)).toEqual([
      [1000n, 0n],
      [31n, 112n],
    ]);
  });

  test('50 GB free + 1 GB at 0.000000009c a byte = 9c', () => {
    const transfer = tiers([50_000_000_000n, '0'], [null, '0.000000009']);
    expect(rate(transfer, 51_000_000_000n)).toEqual([
      [50_000_000_000n, 0n],
      [1_000_000_000n, 9n],
    ]);
  });

  test('no usage, no lines', () => {
    expect(rate(freeThenTwo, 0n)).toEqual([]);
  });

  test('refuses a negative quantity', () => {
    expect(() => rate(freeThenTwo, -1n)).toThrow('negative');
  });

  test.each([
    ['no tiers', tiers()],
    ['an open tier in the middle', tiers([null, '1'], [null, '2'])],
    ['a closed last tier', tiers([10n, '1'])],
    ['thresholds that do not rise', tiers([10n, '1'], [10n, '2'], [null, '3'])],
  ])('refuses %s', (_, steps) => {
    expect(() => rate(steps, 1n)).toThrow();
  });
});

const steps = fc
  .array(
    fc.record({
      width: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      unitAmount: fc.bigInt({ min: 0n, max: 10n ** 14n }).map((scaled) => ({ scaled })),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => {
    let upTo = 0n;
    return parts.map(({ width, unitAmount }, index): PriceTier => {
      upTo += width;
      return { upTo: index === parts.length - 1 ? null : upTo, unitAmount };
    });
  });
const quantities = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('for any tiers and quantity', () => {
  test('the units of the lines add up to the quantity', () => {
    fc.assert(
      fc.property(steps, quantities, (any, quantity) => {
        const charges = rateGraduated({ tiers: any, quantity, currency: 'usd' });
        expect(charges.reduce((sum, { units }) => sum + units, 0n)).toBe(quantity);
      }),
    );
  });

  test('the total is within half a minor unit a line of the exact price', () => {
    fc.assert(
      fc.property(steps, quantities, (any, quantity) => {
        const charges = rateGraduated({ tiers: any, quantity, currency: 'usd' });
        const exact = charges.reduce((sum, { units, unitAmount }) => sum + units * unitAmount.scaled, 0n);
        const charged = charges.reduce((sum, { amount }) => sum + amount.amountMinor, 0n) * 10n ** 12n;
        const off = charged > exact ? charged - exact : exact - charged;
        expect(off * 2n <= BigInt(charges.length) * 10n ** 12n).toBe(true);
      }),
    );
  });

  test('more units never cost less', () => {
    fc.assert(
      fc.property(steps, quantities, quantities, (any, quantity, more) => {
        const cost = (units: bigint) =>
          rateGraduated({ tiers: any, quantity: units, currency: 'jpy' }).reduce(
            (sum, { amount }) => sum + amount.amountMinor,
            0n,
          );
        expect(cost(quantity + more) >= cost(quantity)).toBe(true);
      }),
    );
  });

  test('every unit below the included ones is free', () => {
    fc.assert(
      fc.property(steps, (any) => {
        const included = includedUnitsOf(any);
        const charges = rateGraduated({ tiers: any, quantity: included, currency: 'usd' });
        expect(charges.every(({ unitAmount }) => formatDecimal(unitAmount) === '0')).toBe(true);
      }),
    );
  });
});
