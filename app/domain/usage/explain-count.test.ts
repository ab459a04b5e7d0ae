import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainCount } from './explain-count.ts';

describe('explainCount', () => {
  test('+5 and −2 with both answers lost: a count of 3 is both, 5 the first, −2 the second, 0 neither', () => {
    const told = (count: bigint) => explainCount(count, [5n, -2n]);
    expect(told(3n)).toEqual([true, true]);
    expect(told(5n)).toEqual([true, false]);
    expect(told(-2n)).toEqual([false, true]);
    expect(told(0n)).toEqual([false, false]);
  });

  test('a count of 4 is none of them', () => {
    expect(explainCount(4n, [5n, -2n])).toBeNull();
  });

  test('of +5, −5, +5 a count of 5 is read as all three', () => {
    expect(explainCount(5n, [5n, -5n, 5n])).toEqual([true, true, true]);
  });

  test('of +5 and +5 a count of 5 is read as the first', () => {
    expect(explainCount(5n, [5n, 5n])).toEqual([true, false]);
  });

  test('of thirteen sends all or none can be told', () => {
    const many = Array.from({ length: 13 }, () => 1n);
    expect(explainCount(13n, many)?.every(Boolean)).toBe(true);
    expect(explainCount(0n, many)?.some(Boolean)).toBe(false);
    expect(explainCount(1n, many)).toBeNull();
  });

  test('whatever was counted, the selection has its sum', () => {
    const sends = fc.array(fc.tuple(fc.bigInt({ min: -50n, max: 50n }), fc.boolean()), { maxLength: 9 });
    fc.assert(
      fc.property(sends, (given) => {
        const deltas = given.map(([delta]) => delta);
        const sum = (flags: readonly boolean[]) =>
          deltas.reduce((total, delta, index) => (flags[index] ? total + delta : total), 0n);
        const counted = sum(given.map(([, wasCounted]) => wasCounted));
        const found = explainCount(counted, deltas);
        expect(found).not.toBeNull();
        expect(sum(found ?? [])).toBe(counted);
      }),
    );
  });
});
