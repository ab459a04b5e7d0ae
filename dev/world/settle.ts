import { setTimeout as delay } from 'node:timers/promises';
import type { OutstandingWork } from './work-ahead.ts';

const POLL_MS = 50;
/** Work that nobody has picked up by then is swept, as the next minute's tick would. */
const SWEEP_AFTER_MS = 500;

export interface SettleOptions {
  outstanding(): Promise<readonly OutstandingWork[]>;
  /** Delivers and processes what is due. */
  drain(): Promise<void>;
  timeoutMs: number;
}

/** Waits until nothing due is left; otherwise says what is, once the time is up. */
export async function settle({
  outstanding,
  drain,
  timeoutMs,
}: SettleOptions): Promise<readonly OutstandingWork[]> {
  const startedAt = performance.now();
  for (;;) {
    const left = await outstanding();
    const waitedMs = performance.now() - startedAt;
    if (left.length === 0 || waitedMs > timeoutMs) return left;
    if (waitedMs > SWEEP_AFTER_MS) await Promise.race([drain(), delay(timeoutMs - waitedMs)]);
    await delay(POLL_MS);
  }
}
