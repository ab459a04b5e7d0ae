import { z } from 'zod';
import { MIGRATION_CHANNELS } from '../../domain/migration-request.ts';

export const migrationRequestBodySchema = z
  .object({
    channel: z.enum(MIGRATION_CHANNELS),
    notes: z.string().meta({ description: '20 to 10,000 characters, white space at the ends not counted' }),
  })
  .meta({ id: 'MigrationRequestBody' });

export const migrationRequestSchema = z
  .object({
    requestId: z.guid(),
    status: z.literal('queued'),
    submittedAt: z.iso.datetime(),
    channel: z.enum(MIGRATION_CHANNELS),
    notesPreview: z.string(),
  })
  .meta({ id: 'MigrationRequest' });

export type MigrationRequestBody = z.infer<typeof migrationRequestBodySchema>;
export type MigrationRequestJson = z.infer<typeof migrationRequestSchema>;
