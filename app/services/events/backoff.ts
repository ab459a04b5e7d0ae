/** After so many failures of its own an event is dead: it waits for an admin, not for time. */
export const MAX_ATTEMPTS = 8;
/** Three days and more: no outage of Stripe's has lasted so long, so after it the object is to blame. */
export const MAX_DEFERRALS = 300;
/** An hour and more of being read again: Stripe's echoes end within seconds, so after it ours is what it cannot follow. */
export const MAX_DEFERRALS_IN_DOUBT = 10;
/** A processor that dies over the same event so often dies of it. */
export const MAX_TAKEOVERS = 5;

const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 6 * 3_600_000;
const LONGEST_DEFERRAL_MS = 15 * 60_000;
/** Stripe names seconds; what asks for more is not believed. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** 15 s, 1 min, 4 min, 16 min, 64 min, 4 h 16 min, 6 h: a mistake of ours can be mended within half a day. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 4 ** (failures - 1), LONGEST_DELAY_MS);
}

/** 15 s, 30 s, 1 min … 15 min, and never sooner than Stripe asked for. */
export function deferralMs(deferrals: number, retryAfterMs: number | null): number {
  const own = Math.min(FIRST_DELAY_MS * 2 ** (deferrals - 1), LONGEST_DEFERRAL_MS);
  return Math.max(own, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}
