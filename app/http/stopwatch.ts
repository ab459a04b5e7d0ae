import type { Stopwatch } from '../services/reconciliation/pace.ts';

/** Real time since now, for work that has to keep to a rate and to end in time. */
export function startStopwatch(): Stopwatch {
  const startedAt = performance.now();
  return {
    elapsedMs: () => performance.now() - startedAt,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
