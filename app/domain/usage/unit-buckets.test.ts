import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SETTLEMENT_STATES } from '../adjustments/settlement-state.ts';
import { computeUnitBuckets } from './unit-buckets.ts';

test('2,500 used: 1,500 on the invoice, 1,000 + 200 billed later, 300 credited, 100 nobody has decided', () => {
  const later = [
    { state: 'billed', quantityDelta: 1_000n },
    { state: 'credited', quantityDelta: -300n },
    { state: 'billed', quantityDelta: 200n },
  ] as const;
  expect(computeUnitBuckets({ usedUnits: 2_500n, invoicedUnits: 1_500n, later })).toEqual([
    { name: 'invoiced', units: 1_500n },
    { name: 'billed', units: 1_200n },
    { name: 'credited', units: -300n },
    { name: 'open', units: 100n },
  ]);
});

test('a period that nothing came to later is one bucket, an unused one too', () => {
  const nothing = { usedUnits: 0n, invoicedUnits: 0n, later: [] };
  expect(computeUnitBuckets(nothing)).toEqual([{ name: 'invoiced', units: 0n }]);
});

test('whatever came later, the buckets add up to what was used', () => {
  const units = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const later = fc.array(
    fc.record({
      state: fc.constantFrom(...SETTLEMENT_STATES),
      quantityDelta: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(units, units, later, (usedUnits, invoicedUnits, settled) => {
      const buckets = computeUnitBuckets({ usedUnits, invoicedUnits, later: settled });
      expect(buckets.reduce((sum, bucket) => sum + bucket.units, 0n)).toBe(usedUnits);
      expect(new Set(buckets.map(({ name }) => name)).size).toBe(buckets.length);
    }),
  );
});
