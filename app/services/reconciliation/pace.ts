import { stripeRefusal } from '../../stripe/refusal.ts';

/** Stripe takes 25 requests a second of a sandbox and 100 of a live account; a night's comparison is in no hurry. */
export const STRIPE_CALLS_PER_SECOND = 25;
/** The local Stripe has no limit, and its history is lived through at speed. */
const LOCAL_CALLS_PER_SECOND = 10_000;

/** What Stripe refuses as too much is asked again after these, where it does not say itself how long to wait. */
const PAUSES_MS = [1_000, 2_000, 4_000];
/** By when whoever waits for an answer must have one. */
const PAUSES_END_MS = 15_000;

/** Lets calls through one after the other, evenly spaced, never more than so many a second. */
export interface Pace {
  /** Asks in its turn. Refused as too much, it is asked again after a pause that all others wait out with it. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** A turn for a call that was made already, within another. */
  take(): Promise<void>;
}

export interface Stopwatch {
  /** Since the invocation began. */
  elapsedMs(): number;
  wait(ms: number): Promise<void>;
}

/** A pause that would last beyond `pausesEndMs` of the stopwatch is not waited for: the refusal is thrown. */
export function createPace(
  { elapsedMs, wait }: Stopwatch,
  perSecond = STRIPE_CALLS_PER_SECOND,
  pausesEndMs = PAUSES_END_MS,
): Pace {
  const intervalMs = 1_000 / perSecond;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let queue = Promise.resolve();
  async function pass(): Promise<void> {
    const leftMs = nextAtMs - elapsedMs();
    if (leftMs > 0) await wait(leftMs);
    // By when the one before really went: a timer that was late must not let two go close together.
    nextAtMs = Math.max(nextAtMs, elapsedMs() + intervalMs);
  }
  function take(): Promise<void> {
    queue = queue.then(pass);
    return queue;
  }
  return {
    take,
    async ask(question) {
      for (let refusals = 0; ; refusals += 1) {
        await take();
        try {
          return await question();
        } catch (error) {
          const pauseMs = pauseAfter(error, refusals);
          if (pauseMs === null || elapsedMs() + pauseMs > pausesEndMs) throw error;
          nextAtMs = Math.max(nextAtMs, elapsedMs() + pauseMs);
        }
      }
    },
  };
}

/** Null when asking again here is of no use. */
function pauseAfter(error: unknown, refusals: number): number | null {
  const refusal = stripeRefusal(error);
  const ownMs = PAUSES_MS[refusals];
  if (refusal?.kind !== 'throttled' || ownMs === undefined) return null;
  return refusal.retryAfterMs ?? ownMs;
}

export function callsPerSecond(env: { DEV_STRIPE_URL?: string | undefined }): number {
  return env.DEV_STRIPE_URL === undefined ? STRIPE_CALLS_PER_SECOND : LOCAL_CALLS_PER_SECOND;
}
