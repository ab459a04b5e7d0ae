/** A call that has taken longer than this was cut off with its request, and will never say so. */
const LOST_AFTER_MS = 5_000;
/** No request sends for others for ever: its time after the answer is limited. */
const MAX_ROUNDS = 20;

export interface SharingOptions {
  /** So long a send is kept from the one before it; those who call in the meantime share it. */
  apartMs?: number;
  nowMs?: () => number;
  wait?: (ms: number) => Promise<void>;
}

/**
 * A version of `send`, whose effect is the same once or many times, for many callers at once: while one is sending, or
 * waiting to, the others leave it to that one to send after them, also when its own sending failed. A caller is left
 * alone only when the one it relies on is cut off; so this is for hints that something else makes good. What it keeps
 * between requests is no more than that somebody is sending, and since when.
 */
export function shareCalls(
  send: () => Promise<void>,
  { apartMs = 0, nowMs = Date.now, wait = delay }: SharingOptions = {},
): () => Promise<void> {
  let sender: { since: number; isAskedAgain: boolean } | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  return async function call() {
    if (sender !== null && nowMs() - sender.since < LOST_AFTER_MS) {
      sender.isAskedAgain = true;
      return;
    }
    const own = { since: nowMs(), isAskedAgain: false };
    sender = own;
    let failure: { cause: unknown } | null = null;
    for (let round = 0; round === 0 || (own.isAskedAgain && round < MAX_ROUNDS); round += 1) {
      own.since = nowMs();
      const waitMs = Math.min(sentAt + apartMs - own.since, apartMs);
      if (waitMs > 0) await wait(waitMs);
      own.isAskedAgain = false;
      sentAt = nowMs();
      try {
        await send();
        failure = null;
      } catch (cause) {
        failure = { cause };
      }
    }
    if (sender === own) sender = null;
    if (failure !== null) throw failure.cause;
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
