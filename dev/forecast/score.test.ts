import { expect, test } from 'vitest';
import { poolScores, type Score, scoreForecasts } from './score.ts';
import { SERIES_KINDS, WEEKDAY_KINDS } from './series.ts';

/** None of the series on which the model was tuned (those have seeds below 5,000). */
const SEEDS = Array.from({ length: 24 }, (_, index) => 120_000 + index);
const scores = new Map<string, Score>(SERIES_KINDS.map((kind) => [kind, scoreForecasts(kind, SEEDS)]));
const NOISE_SIGMAS = 2;

test('the 80 % band holds 72 to 88 % of what came, over all kinds of traffic', () => {
  const { covered } = poolScores([...scores.values()]);
  expect(covered).toBeGreaterThanOrEqual(0.72);
  expect(covered).toBeLessThanOrEqual(0.88);
});

test.each(SERIES_KINDS)('%s: no worse than the straight line beyond noise', (kind) => {
  const { error, lineError, noise } = scores.get(kind) as Score;
  expect(error).toBeLessThanOrEqual(lineError + NOISE_SIGMAS * noise);
});

test.each(WEEKDAY_KINDS)(
  '%s: the error is at least a quarter lower than that of the straight line',
  (kind) => {
    const { error, lineError } = scores.get(kind) as Score;
    expect(error).toBeLessThanOrEqual(0.75 * lineError);
  },
);
