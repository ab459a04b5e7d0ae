import { expect, it } from 'vitest';
import { cronInWords } from './cron.ts';

it.each([
  ['* * * * *', 'Every minute'],
  ['*/5 * * * *', 'Every 5 minutes'],
  ['5 * * * *', 'Each hour at :05'],
  ['40 3 * * *', 'Each day at 03:40 UTC'],
  ['0 4 * * 1', '0 4 * * 1'],
  ['0,30 * * * *', '0,30 * * * *'],
])('%s is %s', (cron, words) => {
  expect(cronInWords(cron)).toBe(words);
});
