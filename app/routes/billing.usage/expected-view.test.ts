import { expect, test } from 'vitest';
import type { MetricForecast } from '../../domain/forecast/forecast-usage.ts';
import { toExpectedView } from './expected-view.server.ts';

/** 100 units a day, from 850 by the end of the 22nd on: 950 on the 23rd, 1,050 on the 24th. */
const AHEAD = [850n, 950n, 1_050n, 1_150n].map((p50, index) => ({
  day: `2026-11-${22 + index}`,
  p10: p50 - 90n,
  p50,
  p90: p50 + 200n,
}));
const FORECAST: MetricForecast = { p10: 1_060n, p50: 1_150n, p90: 1_350n, cumulative: AHEAD };

function usedUpOn(includedUnits: bigint, { isOver = false, locale = 'en-US' } = {}): string | null {
  return toExpectedView('impressions', { expected: FORECAST, includedUnits, isOver, error: null, locale })
    .usedUpOn;
}

test.each([
  [1_000n, 'Nov 24, 2026'],
  [950n, 'Nov 24, 2026'],
  [949n, 'Nov 23, 2026'],
  [800n, 'Nov 22, 2026'],
  [1_149n, 'Nov 25, 2026'],
])(
  '%s included units are expected to be passed on %s: the likely course goes beyond them then',
  (included, day) => {
    expect(usedUpOn(included)).toBe(day);
  },
);

test('1,150 included are expected to last, also where one course in ten passes them', () => {
  expect(usedUpOn(1_150n)).toBeNull();
});

test('what is used up already, and a plan that includes none, are not expected to be', () => {
  expect(usedUpOn(1_000n, { isOver: true })).toBeNull();
  expect(usedUpOn(0n)).toBeNull();
});

test('the day is written as the reader writes dates', () => {
  expect(usedUpOn(1_000n, { locale: 'de-DE' })).toBe('24.11.2026');
});
