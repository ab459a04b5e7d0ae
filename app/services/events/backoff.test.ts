import { expect, it } from 'vitest';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';

it('waits 15 s, 1, 4, 16 and 64 min, 4 h 16 min and then 6 h', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => backoffMs(index + 1) / 1_000);
  expect(waits).toEqual([15, 60, 240, 960, 3_840, 15_360, 21_600]);
});

it('outlasts an outage of ten hours before an event dies', () => {
  const total = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => backoffMs(index + 1));
  expect(total.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(10 * 3_600_000);
});
