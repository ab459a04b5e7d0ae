import type { Context } from '../context.ts';
import type { TimerRecord } from './records.ts';
import type { Store } from './store.ts';

/**
 * Sets, moves or (null) removes the one timer of a kind that a subject has. For a time gone by it rings at once: what it
 * causes must not lie before what set it.
 */
export function setTimer(
  { store, now }: Pick<Context, 'store' | 'now'>,
  timer: { kind: TimerRecord['kind']; subject: string; at: number | null },
): void {
  const id = `${timer.kind}|${timer.subject}`;
  if (timer.at === null) {
    store.timers.delete(id);
    return;
  }
  const at = Math.max(timer.at, now);
  if (store.timers.get(id)?.at === at) return;
  store.timers.delete(id);
  store.timers.put({ id, at, kind: timer.kind, subject: timer.subject });
}

/** The earliest timer; of equal ones the one set first. */
export function nextTimer(store: Store): TimerRecord | null {
  let next: TimerRecord | null = null;
  for (const timer of store.timers.values()) if (next === null || timer.at < next.at) next = timer;
  return next;
}
