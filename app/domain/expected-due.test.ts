import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeExpectedDue } from './expected-due.ts';

/** €600.00 of lines − €60.00 + €102.60 tax = €642.60, of which €50.00 of credit leave €592.60. */
const PREVIEW = {
  subtotalMinor: 60_000n,
  discountMinor: 6_000n,
  taxMinor: 10_260n,
  balanceMinor: -5_000n,
  amountDueMinor: 59_260n,
};

test('at the subtotal that was previewed, what Stripe says is due: 600.00 − 60.00 + 102.60 − 50.00 = 592.60', () => {
  expect(computeExpectedDue(60_000n, PREVIEW)).toEqual({ balanceMinor: -5_000n, dueMinor: 59_260n });
});

test('what came since is added, its discounts and tax are not: 610.00 − 60.00 + 102.60 − 50.00 = 602.60', () => {
  expect(computeExpectedDue(61_000n, PREVIEW)).toEqual({ balanceMinor: -5_000n, dueMinor: 60_260n });
});

test('credit is used up to the total and no further: of €800.00, €642.60 go to this invoice, then €652.60', () => {
  const rich = { ...PREVIEW, balanceMinor: -80_000n, amountDueMinor: 0n };
  expect(computeExpectedDue(60_000n, rich)).toEqual({ balanceMinor: -64_260n, dueMinor: 0n });
  expect(computeExpectedDue(61_000n, rich)).toEqual({ balanceMinor: -65_260n, dueMinor: 0n });
});

test('what is owed from before is added: 642.60 + 10.00 = 652.60', () => {
  const owing = { ...PREVIEW, balanceMinor: 1_000n, amountDueMinor: 65_260n };
  expect(computeExpectedDue(60_000n, owing)).toEqual({ balanceMinor: 1_000n, dueMinor: 65_260n });
});

test('an amount too small to charge is not due: Stripe’s own word stands while the subtotal does', () => {
  const small = { subtotalMinor: 30n, discountMinor: 0n, taxMinor: 0n, balanceMinor: 0n, amountDueMinor: 0n };
  expect(computeExpectedDue(30n, small)).toEqual({ balanceMinor: -30n, dueMinor: 0n });
});

test('an invoice below zero is kept as credit: 10.00 − 60.00 + 0.00 leave nothing due and 50.00 for later', () => {
  const preview = { ...PREVIEW, taxMinor: 0n, balanceMinor: 0n };
  expect(computeExpectedDue(1_000n, preview)).toEqual({ balanceMinor: 5_000n, dueMinor: 0n });
});

test('subtotal − discounts + tax + balance is always what is due, never below zero', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const preview = fc.record({
    subtotalMinor: amount,
    discountMinor: amount,
    taxMinor: amount,
    balanceMinor: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    amountDueMinor: amount,
  });
  fc.assert(
    fc.property(amount, preview, (subtotal, previewed) => {
      const { balanceMinor, dueMinor } = computeExpectedDue(subtotal, previewed);
      expect(subtotal - previewed.discountMinor + previewed.taxMinor + balanceMinor).toBe(dueMinor);
      expect(dueMinor).toBeGreaterThanOrEqual(0n);
    }),
  );
});
