import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../decimal.ts';
import { money } from '../money.ts';
import type { MeteredPrice } from './metered-price.ts';
import { costOfUsage } from './rate-increment.ts';
import { findVolumeDrops } from './volume-drops.ts';

function volume(
  ...steps: readonly [upTo: bigint | null, unitAmount: string, flatAmount?: string][]
): MeteredPrice {
  return {
    kind: 'volume',
    tiers: steps.map(([upTo, unitAmount, flat]) => ({
      upTo,
      unitAmount: parseDecimal(unitAmount),
      flatAmount: flat === undefined ? null : parseDecimal(flat),
    })),
  };
}

describe('findVolumeDrops', () => {
  test('5 at $7.00 cost $35.00, 6 at $5.00 cost $30.00: 5 cost more than 6, 4 ($28.00) do not', () => {
    expect(findVolumeDrops({ price: volume([5n, '700'], [null, '500']), currency: 'usd' })).toEqual([
      { border: 5n, costAtBorder: money(3_500n, 'usd'), costBeyond: money(3_000n, 'usd'), dearerFrom: 5n },
    ]);
  });

  test('1,000 at 0.5c cost 500c, 1,001 at 0.3c cost 300c: 601 × 0.5c = 300.5c is the first dearer quantity', () => {
    const [drop] = findVolumeDrops({ price: volume([1_000n, '0.5'], [null, '0.3']), currency: 'usd' });
    expect(drop).toMatchObject({ border: 1_000n, dearerFrom: 601n });
  });

  test('a flat fee that makes up for the lower rate leaves no drop', () => {
    expect(findVolumeDrops({ price: volume([10n, '10'], [null, '5', '50']), currency: 'usd' })).toEqual([]);
  });

  test('a drop that reaches down through a whole tier goes on in the one below', () => {
    const price = volume([100n, '10'], [110n, '10'], [null, '1']);
    expect(findVolumeDrops({ price, currency: 'usd' })).toMatchObject([{ border: 110n, dearerFrom: 12n }]);
  });

  test('graduated prices never drop', () => {
    const price = { ...volume([5n, '700'], [null, '500']), kind: 'graduated' } as MeteredPrice;
    expect(findVolumeDrops({ price, currency: 'usd' })).toEqual([]);
  });
});

const prices = fc
  .array(
    fc.record({
      width: fc.bigInt({ min: 1n, max: 40n }),
      unitAmount: fc.bigInt({ min: 0n, max: 5n * 10n ** 12n }).map((scaled) => ({ scaled })),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts): MeteredPrice => {
    let upTo = 0n;
    return {
      kind: 'volume',
      tiers: parts.map(({ width, unitAmount }, index) => {
        upTo += width;
        return { upTo: index === parts.length - 1 ? null : upTo, unitAmount };
      }),
    };
  });

test('finds what counting unit by unit finds', () => {
  fc.assert(
    fc.property(prices, (price) => {
      const cost = (quantity: bigint) => costOfUsage({ price, quantity, currency: 'jpy' }).amountMinor;
      const counted: { border: bigint; dearerFrom: bigint }[] = [];
      for (let border = 1n; border <= 160n; border += 1n) {
        if (cost(border + 1n) >= cost(border)) continue;
        let dearerFrom = border;
        while (dearerFrom > 1n && cost(dearerFrom - 1n) > cost(border + 1n)) dearerFrom -= 1n;
        counted.push({ border, dearerFrom });
      }
      const found = findVolumeDrops({ price, currency: 'jpy' });
      expect(found.map(({ border, dearerFrom }) => ({ border, dearerFrom }))).toEqual(counted);
    }),
  );
});
