/** Stripe takes 25 requests a second of a sandbox and 100 of a live account; a night's comparison is in no hurry. */
export const STRIPE_CALLS_PER_SECOND = 25;
/** The local Stripe has no limit, and its history is lived through at speed. */
const LOCAL_CALLS_PER_SECOND = 10_000;

/** Lets calls through one after the other, evenly spaced, never more than so many a second. */
export interface Pace {
  take(): Promise<void>;
}

export interface Stopwatch {
  /** Since the invocation began. */
  elapsedMs(): number;
  wait(ms: number): Promise<void>;
}

export function createPace({ elapsedMs, wait }: Stopwatch, perSecond = STRIPE_CALLS_PER_SECOND): Pace {
  const intervalMs = 1_000 / perSecond;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let queue = Promise.resolve();
  async function pass(): Promise<void> {
    const leftMs = lastAtMs + intervalMs - elapsedMs();
    if (leftMs > 0) await wait(leftMs);
    lastAtMs = elapsedMs();
  }
  return {
    // By when the one before really went: a timer that was late must not let two go close together.
    take() {
      queue = queue.then(pass);
      return queue;
    },
  };
}

export function callsPerSecond(env: { DEV_STRIPE_URL?: string | undefined }): number {
  return env.DEV_STRIPE_URL === undefined ? STRIPE_CALLS_PER_SECOND : LOCAL_CALLS_PER_SECOND;
}
