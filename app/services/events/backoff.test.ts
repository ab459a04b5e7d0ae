import { expect, it } from 'vitest';
import { backoffMs, deferralMs, MAX_ATTEMPTS, MAX_DEFERRALS } from './backoff.ts';

function sum(count: number, msOf: (tries: number) => number): number {
  return Array.from({ length: count }, (_, index) => msOf(index + 1)).reduce((total, ms) => total + ms, 0);
}

it('waits 15 s, 1, 4, 16 and 64 min, 4 h 16 min and then 6 h', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => backoffMs(index + 1) / 1_000);
  expect(waits).toEqual([15, 60, 240, 960, 3_840, 15_360, 21_600]);
});

it('gives a person more than ten hours before an event that fails of itself dies', () => {
  expect(sum(MAX_ATTEMPTS - 1, backoffMs)).toBeGreaterThan(10 * 3_600_000);
});

it('defers 15, 30, 60, 120, 240, 480 s and then 15 min each', () => {
  const waits = Array.from({ length: 8 }, (_, index) => deferralMs(index + 1, null) / 1_000);
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
});

it('lets an outage of three days kill no event', () => {
  expect(sum(MAX_DEFERRALS - 1, (tries) => deferralMs(tries, null))).toBeGreaterThan(72 * 3_600_000);
});

it('never comes sooner than Stripe asked for, and believes no more than an hour', () => {
  expect(deferralMs(1, 40_000)).toBe(40_000);
  expect(deferralMs(3, 40_000)).toBe(60_000);
  expect(deferralMs(1, 86_400_000)).toBe(3_600_000);
});
