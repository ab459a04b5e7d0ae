import { expect, test } from 'vitest';
import type { Refund } from './records.ts';
import { Store } from './store.ts';

const counter = (id: string) => ({ id, value: 0 });

function storeOf(...ids: string[]): Store {
  const store = new Store();
  for (const id of ids) store.counters.put(counter(id));
  return store;
}

test('a walk over all objects ends, whatever it puts in', () => {
  const store = storeOf('a', 'b');
  const seen: string[] = [];
  for (const { id } of store.counters.values()) {
    if (seen.push(id) > 5) break;
    store.counters.put(counter(`${id} again`));
  }
  expect(seen).toEqual(['a', 'b']);
  expect(store.counters.size).toBe(4);
});

test('a walk over all objects ends, also where what it takes out is put back', () => {
  const store = storeOf('a', 'b');
  let steps = 0;
  for (const { id } of store.counters.values()) {
    steps += 1;
    if (steps > 5) break;
    store.dryRun(() => store.counters.delete(id));
  }
  expect(steps).toBe(2);
});

test('a walk by a key is over what was there when it began', () => {
  const store = new Store();
  const put = (id: string) =>
    store.refunds.put({ id, object: 'refund', amount: 1, charge: 'ch_1' } as unknown as Refund);
  put('a');
  for (const { id } of store.refunds.by('charge', 'ch_1')) put(`${id} again`);
  expect(store.refunds.by('charge', 'ch_1').map(({ id }) => id)).toEqual(['a', 'a again']);
});
