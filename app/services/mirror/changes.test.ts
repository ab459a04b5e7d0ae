import { expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

it('names only the fields that differ, with both values', () => {
  const before = { status: 'open', amountMinor: 100n, paidAt: null };
  const after = { status: 'paid', amountMinor: 100n, paidAt: new Date('2026-01-01T00:00:00.000Z') };
  expect(changesBetween(before, after)).toEqual({
    before: { status: 'open', paidAt: null },
    after: { status: 'paid', paidAt: '2026-01-01T00:00:00.000Z' },
  });
});

it('finds nothing where only the order of keys, or null and missing, differ', () => {
  const before = { billTo: { name: 'A', address: { city: 'Bonn', line1: 'x' } }, ignored: 1 };
  const after = { billTo: { address: { line1: 'x', city: 'Bonn' }, name: 'A' }, number: null };
  expect(changesBetween(before, after)).toBeNull();
});

it('sees an order of lines and an amount past 2^53 change', () => {
  expect(changesBetween({ ids: ['a', 'b'] }, { ids: ['b', 'a'] })).not.toBeNull();
  expect(changesBetween({ n: 9007199254740992n }, { n: 9007199254740993n })).not.toBeNull();
});
