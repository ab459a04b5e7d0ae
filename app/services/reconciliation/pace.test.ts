import Stripe from 'stripe';
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

function tooMany(headers: Record<string, string> = {}) {
  return new Stripe.errors.StripeRateLimitError({ message: 'Too many.', type: 'rate_limit_error', headers });
}

test('what Stripe refuses as too much is asked again after 1, 2 and 4 s, which the others wait out with it', async () => {
  const watch = stopwatch();
  const pace = createPace(watch, 25);
  const at: string[] = [];
  let refusals = 3;
  await Promise.all([
    pace.ask(async () => {
      at.push(`first ${watch.elapsedMs()}`);
      refusals -= 1;
      if (refusals >= 0) throw tooMany();
    }),
    pace.ask(async () => at.push(`second ${watch.elapsedMs()}`)),
  ]);
  const firsts = at.filter((entry) => entry.startsWith('first')).map((entry) => Number(entry.split(' ')[1]));
  expect(firsts.map((ms, index) => Math.round((ms - (firsts[index - 1] ?? 0)) / 100) / 10)).toEqual([
    0, 1, 2, 4,
  ]);
});

test('a pause that Stripe names is kept; one that is too long, other failures and a fourth refusal are not waited for', async () => {
  const watch = stopwatch();
  const pace = createPace(watch, 25);
  let asked = 0;
  const refuse = (error: Error) =>
    pace.ask(async () => {
      asked += 1;
      throw error;
    });
  await pace.ask(async () => {
    asked += 1;
    if (asked === 1) throw tooMany({ 'retry-after': '7' });
  });
  expect(watch.elapsedMs()).toBe(7_000);
  asked = 0;
  await expect(refuse(tooMany({ 'retry-after': '9' }))).rejects.toThrow('Too many.');
  await expect(refuse(new Error('another'))).rejects.toThrow('another');
  expect(asked).toBe(2);
  asked = 0;
  await expect(refuse(tooMany())).rejects.toThrow('Too many.');
  expect(asked).toBe(4);
  expect(watch.elapsedMs()).toBeLessThanOrEqual(15_000);
});
