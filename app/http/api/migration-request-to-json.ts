import { previewNotes } from '../../domain/migration-request.ts';
import type { MigrationRequest } from '../../services/migration/migration-request.ts';
import type { MigrationRequestJson } from './migration-schemas.ts';

/** The answer to a new request. */
export function migrationRequestToJson({
  id,
  createdAt,
  channel,
  notes,
}: MigrationRequest): MigrationRequestJson {
  return {
    requestId: id,
    status: 'queued',
    submittedAt: createdAt.toISOString(),
    channel,
    notesPreview: previewNotes(notes),
  };
}
