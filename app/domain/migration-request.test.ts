import { expect, test } from 'vitest';
import {
  canMigrationMove,
  countNotesCharacters,
  MIGRATION_STATUSES,
  previewNotes,
} from './migration-request.ts';

test.each([
  ['x'.repeat(19), 19],
  [`  ${'x'.repeat(20)}\n`, 20],
  [' '.repeat(40), 0],
  ['👩‍👩‍👧‍👧é', 2],
])('%j has %i characters', (notes, expected) => {
  expect(countNotesCharacters(notes)).toBe(expected);
});

test('a preview is one line of 140 characters at most', () => {
  expect(previewNotes(' a\n\nb ')).toBe('a b');
  const preview = previewNotes('word '.repeat(100));
  expect([...preview].length).toBeLessThanOrEqual(140);
  expect(preview.endsWith('word…')).toBe(true);
});

test('a request goes forward only', () => {
  const moves = MIGRATION_STATUSES.flatMap((from) =>
    MIGRATION_STATUSES.filter((to) => canMigrationMove(from, to)).map((to) => `${from} > ${to}`),
  );
  expect(moves).toEqual([
    'queued > in_progress',
    'queued > done',
    'queued > declined',
    'in_progress > done',
    'in_progress > declined',
  ]);
});
