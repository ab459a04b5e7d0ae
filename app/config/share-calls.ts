/** A call that has taken longer than this was cut off with its request, and will never say so. */
const LOST_AFTER_MS = 5_000;

/**
 * A version of `send`, whose effect is the same once or many times, for many callers at once: while one is sending, the
 * others leave it to that one to send once more. Every call is followed by a send that begins after it.
 */
export function shareCalls(send: () => Promise<void>, nowMs: () => number = Date.now): () => Promise<void> {
  let sendingSince: number | null = null;
  let isAskedAgain = false;
  return async function call() {
    if (sendingSince !== null && nowMs() - sendingSince < LOST_AFTER_MS) {
      isAskedAgain = true;
      return;
    }
    try {
      do {
        isAskedAgain = false;
        sendingSince = nowMs();
        await send();
      } while (isAskedAgain);
    } finally {
      sendingSince = null;
    }
  };
}
