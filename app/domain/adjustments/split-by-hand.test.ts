import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitByHand } from './split-by-hand.ts';

const BILLED = 10_000n;

/** The books of a period billed at $100.00, after what it should have cost came to each target in turn. */
function settle(targets: readonly bigint[], creditedByHandMinor: bigint) {
  let [movedMinor, byHandMinor] = [0n, 0n];
  for (const target of targets) {
    const differenceMinor = target - BILLED - movedMinor - byHandMinor;
    const split = splitByHand({ differenceMinor, movedMinor, byHandMinor, creditedByHandMinor });
    movedMinor += split.amountMinor;
    byHandMinor += split.byHandMinor;
  }
  return { movedMinor, byHandMinor, paidMinor: BILLED + movedMinor - creditedByHandMinor };
}

describe('of $100.00 billed, $30.00 were given back by hand', () => {
  test('a correction to $80.00 gives nothing back: $20.00 of the $30.00 are used, $70.00 paid', () => {
    expect(settle([8_000n], 3_000n)).toEqual({ movedMinor: 0n, byHandMinor: -2_000n, paidMinor: 7_000n });
  });

  test('to $50.00 gives back $20.00, and up to $80.00 bills them again: $70.00 paid', () => {
    expect(settle([5_000n], 3_000n)).toEqual({
      movedMinor: -2_000n,
      byHandMinor: -3_000n,
      paidMinor: 5_000n,
    });
    expect(settle([5_000n, 8_000n], 3_000n)).toEqual(settle([8_000n], 3_000n));
  });

  test('up to $120.00 bills $20.00 and not the $30.00, and from there down to $90.00 gives back those $20.00', () => {
    expect(settle([12_000n], 3_000n)).toMatchObject({ movedMinor: 2_000n, byHandMinor: 0n });
    expect(settle([12_000n, 9_000n], 3_000n)).toEqual(settle([9_000n], 3_000n));
  });
});

test('a credit by hand that was made void is given back by us with the next difference', () => {
  const split = splitByHand({
    differenceMinor: 500n,
    movedMinor: 0n,
    byHandMinor: -2_000n,
    creditedByHandMinor: 0n,
  });
  expect(split).toEqual({ amountMinor: -1_500n, byHandMinor: 2_000n });
});

test('what is given back by hand after we gave back is not billed by a rise of $1.00', () => {
  const split = splitByHand({
    differenceMinor: 100n,
    movedMinor: -5_000n,
    byHandMinor: 0n,
    creditedByHandMinor: 3_000n,
  });
  expect(split).toEqual({ amountMinor: 100n, byHandMinor: 0n });
});

const amount = fc.bigInt({ min: 0n, max: 20_000n });

test('the books depend on the last target and the credits by hand only, and nobody gets back more than was billed', () => {
  fc.assert(
    fc.property(
      fc.array(amount),
      amount,
      fc.bigInt({ min: 0n, max: BILLED }),
      (before, last, creditedByHand) => {
        const books = settle([...before, last], creditedByHand);
        expect(books).toEqual(settle([last], creditedByHand));
        expect(books.paidMinor).toBeGreaterThanOrEqual(0n);
        expect(books.paidMinor).toBeLessThanOrEqual(last);
        expect(-books.byHandMinor).toBeLessThanOrEqual(creditedByHand);
      },
    ),
  );
});
