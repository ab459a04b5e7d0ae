import { expect, test } from 'vitest';
import { createStopStack } from './stack.ts';

test('parts stop in the opposite order, once, and one that fails does not keep the others running', async () => {
  const stopped: string[] = [];
  const problems: string[] = [];
  const stack = createStopStack((message) => problems.push(message));
  stack.push('a', () => void stopped.push('a'));
  stack.push('b', () => {
    throw new Error('stuck');
  });
  stack.push('c', async () => void stopped.push('c'));
  await Promise.all([stack.stop(), stack.stop()]);
  expect(stopped).toEqual(['c', 'a']);
  expect(problems).toEqual(['b did not stop cleanly: stuck']);
});

test('what starts after the stop is stopped at once', async () => {
  const stopped: string[] = [];
  const stack = createStopStack(() => undefined);
  await stack.stop();
  stack.push('late', () => void stopped.push('late'));
  await stack.stop();
  expect(stopped).toEqual(['late']);
});
