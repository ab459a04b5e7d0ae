import { expect, it } from 'vitest';
import { diffOf } from './diff.ts';

it('tells added, removed, changed and equal fields apart, into nested ones', () => {
  const before = { status: 'open', amount: '4200', taxes: [{ rate: 19 }], gone: true, paidAt: null };
  const after = { status: 'paid', amount: '4200', taxes: [{ rate: 20 }], paidAt: '2026-04-15', new: [] };
  expect(diffOf(before, after)).toEqual([
    { path: 'amount', before: '4200', after: '4200', kind: 'same' },
    { path: 'gone', before: 'true', after: null, kind: 'removed' },
    { path: 'new', before: null, after: '[]', kind: 'added' },
    { path: 'paidAt', before: 'null', after: '2026-04-15', kind: 'changed' },
    { path: 'status', before: 'open', after: 'paid', kind: 'changed' },
    { path: 'taxes.0.rate', before: '19', after: '20', kind: 'changed' },
  ]);
});

it('of a row that was made, everything is added; of nothing, nothing', () => {
  expect(diffOf(null, { a: 1 })).toEqual([{ path: 'a', before: null, after: '1', kind: 'added' }]);
  expect(diffOf(null, null)).toEqual([]);
  expect(diffOf('x', 'y')).toEqual([{ path: 'value', before: 'x', after: 'y', kind: 'changed' }]);
});

it('cuts a text of 401 characters and leaves one of 400', () => {
  expect(diffOf(null, { a: 'x'.repeat(400) })[0]?.after).toHaveLength(400);
  expect(diffOf(null, { a: 'x'.repeat(500) })[0]?.after).toBe(`${'x'.repeat(400)}…`);
});
