import { expect, test } from 'vitest';
import { retryDelayMs } from './settle-outbox.ts';

test('the first two repeats follow at once, then after 1, 2, 4 … minutes, never more than an hour', () => {
  const minutes = [1, 2, 3, 4, 5, 8, 9, 30].map((attempts) => retryDelayMs(attempts) / 60_000);
  expect(minutes).toEqual([0, 0, 1, 2, 4, 32, 60, 60]);
});
