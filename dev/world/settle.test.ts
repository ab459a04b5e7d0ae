import { expect, test } from 'vitest';
import { settle } from './settle.ts';

test('it waits until nothing is left', async () => {
  const readings = [[{ what: 'events', count: 2 }], [{ what: 'events', count: 1 }], []];
  const left = await settle({
    outstanding: async () => readings.shift() ?? [],
    drain: async () => undefined,
    timeoutMs: 5_000,
  });
  expect(left).toEqual([]);
  expect(readings).toEqual([]);
});

test('when the time is up it names what is left, also while draining hangs', async () => {
  const left = await settle({
    outstanding: async () => [{ what: 'webhooks', count: 3 }],
    drain: () => new Promise(() => undefined),
    timeoutMs: 700,
  });
  expect(left).toEqual([{ what: 'webhooks', count: 3 }]);
});
