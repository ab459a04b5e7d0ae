import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeUpWaiver } from './take-up-waiver.ts';

test('$12.00 were waived and never billed: usage worth $12.00 taken back gives nothing back', () => {
  expect(takeUpWaiver({ differenceMinor: -1_200n, waivedMinor: 1_200n })).toBe(-1_200n);
});

test('of $20.00 taken back the waiver of $12.00 takes up $12.00, and $8.00 are left', () => {
  expect(takeUpWaiver({ differenceMinor: -2_000n, waivedMinor: 1_200n })).toBe(-1_200n);
});

test('$30.00 that were never given back are not billed by a rise of $18.00, and $12.00 stay waived', () => {
  expect(takeUpWaiver({ differenceMinor: 1_800n, waivedMinor: -3_000n })).toBe(1_800n);
});

test('more of what was waived is no waiver', () => {
  expect(takeUpWaiver({ differenceMinor: 1_200n, waivedMinor: 1_200n })).toBe(0n);
  expect(takeUpWaiver({ differenceMinor: -1_200n, waivedMinor: -3_000n })).toBe(0n);
});

test('a difference of nothing takes up nothing', () => {
  expect(takeUpWaiver({ differenceMinor: 0n, waivedMinor: 1_200n })).toBe(0n);
  expect(takeUpWaiver({ differenceMinor: 0n, waivedMinor: -1_200n })).toBe(0n);
});

test('neither the difference nor the waiver ever changes its sign by it', () => {
  const amount = fc.bigInt({ min: -20_000n, max: 20_000n });
  fc.assert(
    fc.property(amount, amount, (differenceMinor, waivedMinor) => {
      const takenUpMinor = takeUpWaiver({ differenceMinor, waivedMinor });
      expect((differenceMinor - takenUpMinor) * differenceMinor).toBeGreaterThanOrEqual(0n);
      expect((waivedMinor + takenUpMinor) * waivedMinor).toBeGreaterThanOrEqual(0n);
    }),
  );
});
