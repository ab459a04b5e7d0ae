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

const HOUR = 3_600;
const LONGEST_WAIT = 24 * HOUR;

/** What could not be done is tried again after `now`: in an hour, then after twice as long each time, up to a day. */
export function postponeTimer({ store, now }: Pick<Context, 'store' | 'now'>, timer: TimerRecord): void {
  const failures = (timer.failures ?? 0) + 1;
  const at = now + Math.min(HOUR * 2 ** (failures - 1), LONGEST_WAIT);
  store.timers.delete(timer.id);
  store.timers.put({ ...timer, at, failures });
}

/** The earliest timer; of equal ones the one set first. */
export function nextTimer(store: Store): TimerRecord | null {
  let next: TimerRecord | null = null;
  for (const timer of store.timers.values()) if (next === null || timer.at < next.at) next = timer;
  return next;
}
