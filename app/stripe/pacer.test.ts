import { expect, it } from 'vitest';
import { createPacer } from './pacer.ts';

/** Time moves only by waiting. */
function pacerAt(perSecond: number) {
  const clock = { ms: 0 };
  const startedAt: number[] = [];
  const pacer = createPacer({
    perSecond,
    nowMs: () => clock.ms,
    wait: async (ms) => void startedAt.push(clock.ms + ms),
  });
  return { pacer, clock, startedAt };
}

it('begins 100 calls that ask at once over 2.475 s at 40 a second, never 41 within one', async () => {
  const { pacer, startedAt } = pacerAt(40);
  await Promise.all(Array.from({ length: 100 }, () => pacer.take()));
  const starts = [0, ...startedAt];
  expect(starts).toHaveLength(100);
  expect(starts.at(-1)).toBeCloseTo(2_475, 6);
  for (const [index, at] of starts.entries()) {
    expect(at - (starts[index - 40] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(999.999);
  }
});

it('does not let a quiet minute be made up for in a burst', async () => {
  const { pacer, clock, startedAt } = pacerAt(10);
  await pacer.take();
  clock.ms = 60_000;
  await Promise.all(Array.from({ length: 3 }, () => pacer.take()));
  expect(startedAt).toEqual([60_100, 60_200]);
});
