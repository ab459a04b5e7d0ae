import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetAgainstMinimum } from './offset-against-minimum.ts';

/** $500.00 committed, $320.00 charged, $180.00 billed as the true-up. */
const FILLED_UP = { dueMinor: 50_000n, chargedMinor: 32_000n, trueUpMinor: 18_000n };

describe('more usage', () => {
  test('$100.00 are within the $180.00 that were billed as a true-up: all of it', () => {
    expect(offsetAgainstMinimum(FILLED_UP, 10_000n)).toBe(10_000n);
  });

  test('of $250.00 the true-up takes up its $180.00, and $70.00 are left to bill', () => {
    expect(offsetAgainstMinimum(FILLED_UP, 25_000n)).toBe(18_000n);
  });

  test('a true-up that never came to be billed takes up nothing', () => {
    expect(offsetAgainstMinimum({ ...FILLED_UP, trueUpMinor: 0n }, 10_000n)).toBe(0n);
  });

  test('a true-up of which $100.00 were given back by hand takes up what is left, $80.00', () => {
    expect(offsetAgainstMinimum({ ...FILLED_UP, trueUpMinor: 8_000n }, 25_000n)).toBe(8_000n);
  });
});

describe('less usage', () => {
  test('−$100.00 below the minimum is owed all the same: nothing is given back', () => {
    expect(offsetAgainstMinimum(FILLED_UP, -10_000n)).toBe(-10_000n);
  });

  test('−$100.00 from $550.00 of $500.00: $50.00 are given back, $50.00 are owed to the minimum', () => {
    const above = { dueMinor: 50_000n, chargedMinor: 55_000n, trueUpMinor: 0n };
    expect(offsetAgainstMinimum(above, -10_000n)).toBe(-5_000n);
  });
});

test('without a commitment nothing is offset', () => {
  expect(offsetAgainstMinimum(null, 10_000n)).toBe(0n);
});

test('whatever comes late or is taken back, in any order, the period costs max(minimum, charges) and never both', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 6n });
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.array(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n })),
      (due, first, differences) => {
        const most = (a: bigint, b: bigint) => (a > b ? a : b);
        let charged = first;
        let trueUp = most(due - first, 0n);
        let billed = charged + trueUp;
        for (const wanted of differences) {
          const difference = most(wanted, -charged);
          const offset = offsetAgainstMinimum(
            { dueMinor: due, chargedMinor: charged, trueUpMinor: trueUp },
            difference,
          );
          charged += difference;
          trueUp -= offset;
          billed += difference - offset;
          expect(billed).toBe(most(due, charged));
          expect(trueUp).toBe(most(due - charged, 0n));
        }
      },
    ),
  );
});
