import { expect, it } from 'vitest';
import { createDropper } from './faults.ts';

const ids = Array.from({ length: 1000 }, (_, index) => `request ${index}`);

function fates(order: readonly string[], dbDrop: number, seed = 7): Map<string, string> {
  const dropper = createDropper({ dbDrop, seed });
  return new Map(order.map((id) => [id, dropper.drop(id)]));
}

it('the same seed gives each request the same fate in whatever order they come', () => {
  const shuffled = ids.toSorted((a, b) => a.split('').toReversed().join('').localeCompare(b));
  const [inOrder, inDisorder] = [fates(ids, 0.2), fates(shuffled, 0.2)];
  for (const id of ids) expect(inDisorder.get(id)).toBe(inOrder.get(id));
});

it('of 1,000 requests at 0.2 between 150 and 250 are cut, at 0 none, at 1 all', () => {
  const cut = (dbDrop: number) => [...fates(ids, dbDrop).values()].filter((fate) => fate !== 'no').length;
  expect(cut(0.2)).toBeGreaterThan(150);
  expect(cut(0.2)).toBeLessThan(250);
  expect(cut(0)).toBe(0);
  expect(cut(1)).toBe(1000);
});

it('a second attempt is drawn anew: what is cut once is not cut for ever', () => {
  const dropper = createDropper({ dbDrop: 0.5, seed: 7 });
  const attempts = Array.from({ length: 20 }, () => dropper.drop('the same request'));
  expect(new Set(attempts).has('no')).toBe(true);
  expect(attempts.some((fate) => fate !== 'no')).toBe(true);
});
