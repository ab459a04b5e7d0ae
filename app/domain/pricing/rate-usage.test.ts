import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../decimal.ts';
import type { MeteredPrice } from './metered-price.ts';
import { includedUnitsOf } from './overage.ts';
import { costOfUsage, rateIncrement } from './rate-increment.ts';
import { rateUsage } from './rate-usage.ts';
import type { PriceTier } from './tier.ts';

function tiers(...steps: readonly [upTo: bigint | null, unitAmount: string][]): PriceTier[] {
  return steps.map(([upTo, unitAmount]) => ({ upTo, unitAmount: parseDecimal(unitAmount) }));
}

const freeThenTwo = tiers([100n, '0'], [200n, '10'], [null, '5']);

function rate(steps: readonly PriceTier[], quantity: bigint) {
  return linesOf({ kind: 'graduated', tiers: steps }, quantity);
}

function linesOf(price: MeteredPrice, quantity: bigint) {
  return rateUsage({ price, quantity, currency: 'usd' }).map(({ units, amount }) => [
    units,
    amount.amountMinor,
  ]);
}

describe('graduated', () => {
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

describe('volume', () => {
  const price: MeteredPrice = { kind: 'volume', tiers: tiers([1_000n, '0.5'], [null, '0.3']) };

  test('all 1,031 units at the rate that they reach: 1,031 × 0.3c = 309.3c, charged 309c', () => {
    expect(linesOf(price, 1_031n)).toEqual([[1_031n, 309n]]);
    expect(rateUsage({ price, quantity: 1_031n, currency: 'usd' })[0]).toMatchObject({
      from: 1_000n,
      upTo: null,
    });
  });

  test('a threshold is inclusive: 1,000 units cost 500c, 1,001 cost 300c', () => {
    expect(linesOf(price, 1_000n)).toEqual([[1_000n, 500n]]);
    expect(linesOf(price, 1_001n)).toEqual([[1_001n, 300n]]);
  });
});

describe('flat fees', () => {
  const steps: PriceTier[] = [
    { upTo: 100n, unitAmount: parseDecimal('1') },
    { upTo: null, unitAmount: parseDecimal('0.5'), flatAmount: parseDecimal('250.5') },
  ];

  test('graduated: 101 units = 100 × 1c + 1 × 0.5c → 1c, and 250.5c → 251c as a line of its own', () => {
    expect(linesOf({ kind: 'graduated', tiers: steps }, 101n)).toEqual([
      [100n, 100n],
      [1n, 1n],
      [0n, 251n],
    ]);
  });

  test('volume: 101 units = 101 × 0.5c = 50.5c → 51c, and 251c', () => {
    const charges = rateUsage({ price: { kind: 'volume', tiers: steps }, quantity: 101n, currency: 'usd' });
    expect(charges.map(({ amount }) => amount.amountMinor)).toEqual([51n, 251n]);
    expect(charges.map(({ flatAmount }) => flatAmount && formatDecimal(flatAmount))).toEqual([null, '250.5']);
  });

  test('a tier that is not reached charges none', () => {
    expect(linesOf({ kind: 'graduated', tiers: steps }, 100n)).toEqual([[100n, 100n]]);
  });
});

describe('package', () => {
  const packages = (round: 'up' | 'down'): MeteredPrice => ({
    kind: 'package',
    size: 1_000n,
    amount: parseDecimal('40.5'),
    round,
  });

  test.each([
    ['up', 1_001n, 2n, 81n],
    ['up', 1_000n, 1n, 41n],
    ['up', 1n, 1n, 41n],
    ['down', 1_999n, 1n, 41n],
    ['down', 999n, 0n, 0n],
  ] as const)('rounding %s, %d units are %d × 40.5c, charged %dc', (round, quantity, packaged, amount) => {
    expect(rateUsage({ price: packages(round), quantity, currency: 'usd' })).toMatchObject([
      { units: quantity, packages: packaged, amount: { amountMinor: amount } },
    ]);
  });

  test('no usage, no line', () => {
    expect(linesOf(packages('up'), 0n)).toEqual([]);
  });

  test.each([
    ['an empty package', { ...packages('up'), size: 0n }],
    ['a negative amount', { ...packages('up'), amount: parseDecimal('-1') }],
  ] as [string, MeteredPrice][])('refuses %s', (_, price) => {
    expect(() => linesOf(price, 1n)).toThrow();
  });
});

test.each([
  ['a negative rate', [{ upTo: null, unitAmount: parseDecimal('-1') }]],
  ['a negative flat fee', [{ upTo: null, unitAmount: parseDecimal('1'), flatAmount: parseDecimal('-1') }]],
] as [string, PriceTier[]][])('refuses %s', (_, steps) => {
  expect(() => linesOf({ kind: 'volume', tiers: steps }, 1n)).toThrow('negative');
});

const amounts = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((scaled) => ({ scaled }));
const steps = fc
  .array(
    fc.record({
      width: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      unitAmount: amounts,
      flatAmount: fc.option(amounts),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => {
    let upTo = 0n;
    return parts.map(({ width, ...amount }, index): PriceTier => {
      upTo += width;
      return { upTo: index === parts.length - 1 ? null : upTo, ...amount };
    });
  });
const graduated = steps.map((tiers): MeteredPrice => ({ kind: 'graduated', tiers }));
const volume = steps.map((tiers): MeteredPrice => ({ kind: 'volume', tiers }));
const packaged = fc
  .record({
    size: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    amount: amounts,
    round: fc.constantFrom('up' as const, 'down' as const),
  })
  .map((any): MeteredPrice => ({ kind: 'package', ...any }));
const prices = fc.oneof(graduated, volume, packaged);
const quantities = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('for any price and quantity', () => {
  test('the units of the lines add up to the quantity', () => {
    fc.assert(
      fc.property(prices, quantities, (price, quantity) => {
        const charges = rateUsage({ price, quantity, currency: 'usd' });
        expect(charges.reduce((sum, { units }) => sum + units, 0n)).toBe(quantity);
      }),
    );
  });

  test('the total is within half a minor unit a line of the exact price', () => {
    fc.assert(
      fc.property(prices, quantities, (price, quantity) => {
        const charges = rateUsage({ price, quantity, currency: 'usd' });
        const exact = charges.reduce(
          (sum, { units, packages, unitAmount, flatAmount }) =>
            sum + (flatAmount?.scaled ?? (packages ?? units) * unitAmount.scaled),
          0n,
        );
        const charged = charges.reduce((sum, { amount }) => sum + amount.amountMinor, 0n) * 10n ** 12n;
        const off = charged > exact ? charged - exact : exact - charged;
        expect(off * 2n <= BigInt(charges.length) * 10n ** 12n).toBe(true);
      }),
    );
  });

  test('graduated and by the package, more units never cost less', () => {
    fc.assert(
      fc.property(fc.oneof(graduated, packaged), quantities, quantities, (price, quantity, more) => {
        const cost = (units: bigint) => costOfUsage({ price, quantity: units, currency: 'jpy' }).amountMinor;
        expect(cost(quantity + more) >= cost(quantity)).toBe(true);
      }),
    );
  });

  test('rated in any parts, each by what it adds, a period costs what it costs at once', () => {
    fc.assert(
      fc.property(prices, fc.array(quantities, { maxLength: 8 }), (price, parts) => {
        let before = 0n;
        let sum = 0n;
        for (const units of parts) {
          sum += rateIncrement({ price, before, units, currency: 'eur' }).amountMinor;
          before += units;
        }
        expect(sum).toBe(costOfUsage({ price, quantity: before, currency: 'eur' }).amountMinor);
      }),
    );
  });

  test('every unit below the included ones is free', () => {
    fc.assert(
      fc.property(prices, (price) => {
        const quantity = includedUnitsOf(price);
        expect(costOfUsage({ price, quantity, currency: 'usd' }).amountMinor).toBe(0n);
      }),
    );
  });
});
