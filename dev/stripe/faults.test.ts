import { expect, test } from 'vitest';
import { type Faults, requireFaults, strikes } from './faults.ts';

const ids = Array.from({ length: 2_000 }, (_, index) => `evt_${index}`);
const struck = (seed: number, attempt: number) =>
  ids.filter((id) => strikes({ drop: 0.2, seed }, 'drop', id, attempt));

test('a share of 0.2 strikes about a fifth, and the same ones for the same seed and attempt', () => {
  expect(struck(7, 0)).toEqual(struck(7, 0));
  expect(struck(7, 0).length).toBeGreaterThan(300);
  expect(struck(7, 0).length).toBeLessThan(500);
});

test('another seed, another attempt and another fault strike others', () => {
  expect(struck(8, 0)).not.toEqual(struck(7, 0));
  expect(struck(7, 1)).not.toEqual(struck(7, 0));
  expect(ids.filter((id) => strikes({ duplicate: 0.2, seed: 7 }, 'duplicate', id, 0))).not.toEqual(
    struck(7, 0),
  );
});

test.each([
  [{ nope: 1 }, 'nope is not known here'],
  [{ drop: 1, dbDrop: 1 }, 'dbDrop is not known here'],
  [{ drop: 2 }, 'drop must be between 0 and 1'],
])('%j is refused, naming the field', (faults, message) => {
  expect(() => requireFaults(faults as Faults)).toThrow(message);
});
