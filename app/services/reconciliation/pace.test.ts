import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

/** Time that passes only by waiting. */
function stopwatch() {
  let now = 0;
  return {
    elapsedMs: () => now,
    async wait(ms: number) {
      now += ms;
    },
    pass(ms: number) {
      now += ms;
    },
  };
}

test('100 calls one after the other at 25 a second take 3.96 s, and no second holds more than 25', async () => {
  const watch = stopwatch();
  const pace = createPace(watch, 25);
  const at: number[] = [];
  for (let call = 0; call < 100; call += 1) {
    await pace.take();
    at.push(watch.elapsedMs());
  }
  expect(at.at(-1)).toBeCloseTo(3_960);
  const inSecondFrom = (start: number) => at.filter((t) => t >= start && t < start + 999.9).length;
  expect(Math.max(...at.map(inSecondFrom))).toBe(25);
});

test('calls made at the same moment go 40 ms apart, also when a timer was late', async () => {
  const watch = stopwatch();
  let timers = 0;
  const wait = async (ms: number) => {
    timers += 1;
    await watch.wait(timers === 1 ? ms + 100 : ms);
  };
  const pace = createPace({ elapsedMs: watch.elapsedMs, wait }, 25);
  const at: number[] = [];
  await Promise.all(Array.from({ length: 4 }, () => pace.take().then(() => at.push(watch.elapsedMs()))));
  expect(at).toEqual([0, 140, 180, 220]);
});

test('time that was not used is not made up for', async () => {
  const watch = stopwatch();
  const pace = createPace(watch, 10);
  await pace.take();
  watch.pass(5_000);
  await pace.take();
  await pace.take();
  expect(watch.elapsedMs()).toBe(5_100);
});
