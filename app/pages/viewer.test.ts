import { expect, it } from 'vitest';
import { initialsOf } from './viewer.server.ts';

it.each([
  ['Ada Lovelace', 'AL'],
  ['Blauwald Verlag GmbH', 'BG'],
  ['株式会社桜メディア', '株'],
  ['  redcart ', 'R'],
  ['𠮷野 家', '𠮷家'],
])('%s is drawn as %s', (name, expected) => {
  expect(initialsOf(name)).toBe(expected);
});
