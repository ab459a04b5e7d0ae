import { expect, it } from 'vitest';
import { formatDuration } from './duration.ts';

it.each([
  [-3, '–'],
  [0, '–'],
  [1, '1 ms'],
  [840, '840 ms'],
  [12_400, '12.4 s'],
  [185_000, '3 min 5 s'],
])('%i ms reads "%s"', (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});
