export const MIGRATION_CHANNELS = ['sandbox', 'production'] as const;
export type MigrationChannel = (typeof MIGRATION_CHANNELS)[number];

export const MIGRATION_STATUSES = ['queued', 'in_progress', 'done', 'declined'] as const;
export type MigrationStatus = (typeof MIGRATION_STATUSES)[number];

export const MIN_NOTES_CHARACTERS = 20;
export const MAX_NOTES_CHARACTERS = 10_000;
const PREVIEW_CHARACTERS = 140;

/** Characters as a person counts them, white space at the ends left out: an emoji is one. */
export function countNotesCharacters(notes: string): number {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(notes.trim())].length;
}

/** The first words of the notes, on one line. */
export function previewNotes(notes: string): string {
  const line = notes.trim().replace(/\s+/g, ' ');
  const characters = [...line];
  if (characters.length <= PREVIEW_CHARACTERS) return line;
  return `${characters
    .slice(0, PREVIEW_CHARACTERS - 1)
    .join('')
    .trimEnd()}…`;
}

const NEXT: Readonly<Record<MigrationStatus, readonly MigrationStatus[]>> = {
  queued: ['in_progress', 'done', 'declined'],
  in_progress: ['done', 'declined'],
  done: [],
  declined: [],
};

/** A request goes forward only; what is done or declined stays so. */
export function canMigrationMove(from: MigrationStatus, to: MigrationStatus): boolean {
  return NEXT[from].includes(to);
}
