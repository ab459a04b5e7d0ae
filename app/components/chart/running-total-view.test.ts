import { expect, test } from 'vitest';
import { toRunningTotalView } from './running-total-view.server.ts';

const PERIOD = { start: new Date('2026-04-01T00:00:00Z'), end: new Date('2026-04-11T00:00:00Z') };
const DAILY = [
  { day: '2026-04-01', quantity: 10n },
  { day: '2026-04-02', quantity: 20n },
];

function view(over: Partial<Parameters<typeof toRunningTotalView>[0]> = {}) {
  return toRunningTotalView({
    metric: 'api_calls',
    period: PERIOD,
    includedUnits: 0n,
    daily: DAILY,
    ahead: null,
    locale: 'en-US',
    ...over,
  });
}

test('two of ten days: the line ends at a fifth of the plot, at what was used', () => {
  const { actual, expected, limit, summary } = view();
  expect(actual).toBe('M 0 100 L 10 68 L 20 4');
  expect([expected, limit]).toEqual([null, null]);
  expect(summary).toBe('Running total: 30 API calls so far.');
});

test('the fan opens where yesterday ended and closes the band; the limit is drawn where it is on the plot', () => {
  const { actual, expected, limit, summary } = view({
    includedUnits: 50n,
    ahead: [
      { day: '2026-04-02', p10: 30n, p50: 32n, p90: 36n },
      { day: '2026-04-10', p10: 80n, p50: 90n, p90: 100n },
    ],
  });
  expect(actual).toBe('M 0 100 L 10 90.4');
  expect(expected?.course).toBe('M 10 90.4 L 20 69.28 L 100 13.6');
  expect(expected?.band).toBe('M 10 90.4 L 20 65.44 L 100 4 L 100 23.2 L 20 71.2 Z');
  expect(limit).toEqual({ y: 52, label: '50' });
  expect(summary).toContain('90 expected by the end of the period, between 80 and 100 in eight of ten cases');
});

test('where nothing is used yet the plot reaches up to the limit, and without one counts whole things', () => {
  const daily = [{ day: '2026-04-01', quantity: 0n }];
  expect(view({ daily, includedUnits: 1_000n })).toMatchObject({ limit: { y: 4, label: '1,000' } });
  expect(view({ daily }).gridlines.map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
});
