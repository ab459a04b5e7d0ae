import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, isWithin, monthlyPeriod, periodContaining, utcDaysOf } from './period.ts';

const instants = fc.date({ min: new Date('1990-01-01Z'), max: new Date('2090-01-01Z'), noInvalidDate: true });
const months = fc.integer({ min: -600, max: 600 });

describe('addMonths', () => {
  test.each([
    ['2025-01-31T00:00:00.000Z', 1, '2025-02-28T00:00:00.000Z'],
    ['2024-01-31T00:00:00.000Z', 1, '2024-02-29T00:00:00.000Z'],
    ['2025-01-31T00:00:00.000Z', 2, '2025-03-31T00:00:00.000Z'],
    ['2025-12-15T13:00:00.000Z', 1, '2026-01-15T13:00:00.000Z'],
    ['2025-03-31T00:00:00.000Z', -1, '2025-02-28T00:00:00.000Z'],
    ['2024-02-29T00:00:00.000Z', 12, '2025-02-28T00:00:00.000Z'],
  ])('%s + %i months = %s', (anchor, n, expected) => {
    expect(addMonths(new Date(anchor), n).toISOString()).toBe(expected);
  });
});

test('periods are contiguous: each ends where the next begins', () => {
  fc.assert(
    fc.property(instants, months, (anchor, n) => {
      expect(monthlyPeriod(anchor, n).end).toEqual(monthlyPeriod(anchor, n + 1).start);
    }),
  );
});

test('every instant lies in the period found for it, whatever the anchor', () => {
  fc.assert(
    fc.property(instants, instants, (anchor, instant) => {
      expect(isWithin(periodContaining(anchor, instant), instant)).toBe(true);
    }),
  );
});

test('the anchor itself starts its period', () => {
  fc.assert(
    fc.property(instants, (anchor) => {
      expect(periodContaining(anchor, anchor).start).toEqual(anchor);
    }),
  );
});

test('with an anchor on the 31st, 28 February 00:00 starts the period that ends on 31 March', () => {
  const period = periodContaining(new Date('2025-01-31Z'), new Date('2025-02-28T00:00:00Z'));
  expect(period).toEqual({ start: new Date('2025-02-28Z'), end: new Date('2025-03-31Z') });
});

test('a period that starts at noon touches one day more than it has', () => {
  const days = utcDaysOf({ start: new Date('2025-02-27T12:00:00Z'), end: new Date('2025-03-02T12:00:00Z') });
  expect(days).toEqual(['2025-02-27', '2025-02-28', '2025-03-01', '2025-03-02']);
});

test('an end at midnight leaves its own day out', () => {
  const days = utcDaysOf({ start: new Date('2025-02-27Z'), end: new Date('2025-03-01Z') });
  expect(days).toEqual(['2025-02-27', '2025-02-28']);
});
