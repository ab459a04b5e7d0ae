import { expect, it } from 'vitest';
import { parsePeriod } from './parse-period.ts';

const now = new Date('2026-01-15T12:00:00.000Z');

function parse(given: { preset?: string; from?: string; to?: string }) {
  return parsePeriod({ preset: 'recent', from: '', to: '', ...given }, now);
}

it.each([
  ['recent', undefined, undefined],
  ['this_month', '2026-01-01', '2026-02-01'],
  ['last_month', '2025-12-01', '2026-01-01'],
  ['last_three_months', '2025-10-01', '2026-01-01'],
])('on 15 January 2026 %s is from %s until before %s', (preset, start, end) => {
  expect(parse({ preset })).toEqual({
    bounds:
      start === undefined
        ? {}
        : { period_start: `${start}T00:00:00.000Z`, period_end: `${end}T00:00:00.000Z` },
    errors: [],
  });
});

it.each(['dates', 'recent'])('takes dates with their last day, under “%s”', (preset) => {
  expect(parse({ preset, from: '2025-11-03', to: '2025-11-03' }).bounds).toEqual({
    period_start: '2025-11-03T00:00:00.000Z',
    period_end: '2025-11-04T00:00:00.000Z',
  });
});

it.each([
  ['no dates', { preset: 'dates' }, ['period_start', 'period_end']],
  ['one date', { from: '2025-11-03' }, ['period_end']],
  ['a day that there is not', { from: '2025-02-30', to: '2025-03-01' }, ['period_start']],
  ['an end before its start', { from: '2025-11-03', to: '2025-11-02' }, ['period_end']],
  ['367 days', { from: '2025-01-01', to: '2026-01-02' }, ['period_end']],
  ['dates beside another preset', { preset: 'last_month', from: '2025-11-03' }, ['period']],
])('refuses %s at the field', (_, given, paths) => {
  expect(parse(given).errors.map(({ path }) => path)).toEqual(paths);
});

it('takes 366 days, which a leap year has', () => {
  expect(parse({ from: '2024-01-01', to: '2024-12-31' }).errors).toEqual([]);
});
