import { expect, test } from 'vitest';
import { Store } from './store.ts';
import { nextTimer, postponeTimer, setTimer } from './timers.ts';

const HOUR = 3_600;

test('what fails again and again is tried after 1, 2, 4, 8 and 16 hours, then daily; set anew, it starts over', () => {
  const store = new Store();
  let now = 0;
  const set = () => setTimer({ store, now }, { kind: 'refund', subject: 're_1', at: now });
  const wait = () => {
    const due = nextTimer(store);
    if (due === null) throw new Error('nothing waits');
    postponeTimer({ store, now }, due);
    const hours = ((nextTimer(store)?.at ?? 0) - now) / HOUR;
    now += hours * HOUR;
    return hours;
  };
  set();
  expect(Array.from({ length: 7 }, wait)).toEqual([1, 2, 4, 8, 16, 24, 24]);
  now += 1;
  set();
  expect(wait()).toBe(1);
});
