import type { MigrationStatus } from '../domain/migration-request.ts';
import type { StatusWords } from './invoice-status.ts';

const WORDS: Readonly<Record<MigrationStatus, StatusWords>> = {
  queued: { label: 'Queued', tone: 'info' },
  in_progress: { label: 'In progress', tone: 'warning' },
  done: { label: 'Done', tone: 'success' },
  declined: { label: 'Declined', tone: 'neutral' },
};

export function migrationStatusWords(status: MigrationStatus): StatusWords {
  return WORDS[status];
}
