export interface Pacer {
  /** Resolves when the next call may be made; calls come out in the order in which they asked. */
  take(): Promise<void>;
}

export interface PacerOptions {
  perSecond: number;
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

/** Spreads calls evenly: never more than `perSecond` of them begin within any second. */
export function createPacer({ perSecond, nowMs, wait }: PacerOptions): Pacer {
  const gapMs = 1_000 / perSecond;
  let nextFreeAt = Number.NEGATIVE_INFINITY;
  return {
    async take() {
      const now = nowMs();
      const at = Math.max(now, nextFreeAt);
      nextFreeAt = at + gapMs;
      if (at > now) await wait(at - now);
    },
  };
}
