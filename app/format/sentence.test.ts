import { expect, test } from 'vitest';
import { toSentence } from './sentence.ts';

test.each([
  ['must be more than 0', 'Must be more than 0.'],
  ['Please tick this first.', 'Please tick this first.'],
  ['is that so?', 'Is that so?'],
  ['', ''],
])('%j stands alone as %j', (text, sentence) => {
  expect(toSentence(text)).toBe(sentence);
});
