import { poolScores, scoreForecasts } from '../dev/forecast/score.ts';
import { SERIES_KINDS, WEEKDAY_KINDS } from '../dev/forecast/series.ts';
import { atLeast, atMost, type BenchResult, figure } from './result.ts';

/** Other series than those of the tests, and than those on which the model was tuned. */
const SEEDS = Array.from({ length: 40 }, (_, index) => 910_000 + index);
const NOISE_SIGMAS = 2;
const WEEKDAY_RATIO = 0.75;

/** The month-end forecast beside the straight line (units so far ÷ elapsed share), from day 3 to day 27, out of sample. */
export function benchForecast(): readonly BenchResult[] {
  const startedAt = performance.now();
  const scores = SERIES_KINDS.map((kind) => scoreForecasts(kind, SEEDS));
  const elapsedMs = performance.now() - startedAt;
  const pooled = poolScores(scores);
  const perKind = scores.flatMap(({ kind, error, lineError, noise, covered }) => [
    figure(`${kind}: error of the straight line`, 100 * lineError, '%'),
    atMost(`${kind}: error of the forecast`, 100 * error, '%', limitOf(kind, { lineError, noise })),
    figure(`${kind}: inside the 80 % band`, 100 * covered, '%'),
  ]);
  const forecasts = scores.reduce((sum, score) => sum + score.forecasts, 0);
  return [
    ...perKind,
    figure('all: error of the straight line', 100 * pooled.lineError, '%'),
    figure('all: error of the forecast', 100 * pooled.error, '%'),
    atLeast('all: inside the 80 % band', 100 * pooled.covered, '%', 72),
    atMost('all: inside the 80 % band', 100 * pooled.covered, '%', 88),
    figure('one forecast of three metrics', elapsedMs / forecasts, 'ms'),
  ];
}

/** A quarter below the line where weekdays make a pattern; elsewhere the line, and what chance may add. */
function limitOf(
  kind: (typeof SERIES_KINDS)[number],
  { lineError, noise }: { lineError: number; noise: number },
): number {
  const limit = WEEKDAY_KINDS.includes(kind) ? WEEKDAY_RATIO * lineError : lineError + NOISE_SIGMAS * noise;
  return Number((100 * limit).toFixed(2));
}
