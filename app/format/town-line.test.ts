import { expect, test } from 'vitest';
import { formatTownLine } from './town-line.ts';

test.each([
  [{ city: 'San Francisco', state: 'CA', postalCode: '94105', country: 'US' }, 'San Francisco, CA 94105'],
  [{ city: 'Berlin', state: null, postalCode: '10119', country: 'DE' }, '10119 Berlin'],
  [{ city: 'London', state: null, postalCode: null, country: 'GB' }, 'London'],
])('%o is written "%s"', (town, line) => {
  expect(formatTownLine(town)).toBe(line);
});
