const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** "840 ms", "12.4 s", "3 min 5 s"; nothing where the clock stood still meanwhile, as a virtual one may. */
export function formatDuration(ms: number): string {
  if (ms <= 0) return '–';
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  return `${Math.floor(ms / MINUTE_MS)} min ${Math.floor((ms % MINUTE_MS) / SECOND_MS)} s`;
}
