import type { Json } from './openapi-components.ts';
import { idempotencyKeyParameter, jsonAnswer, jsonBody, operation } from './openapi-operation.ts';

export const MIGRATION_PATHS: Json = {
  '/billing/migration/request': {
    post: operation({
      id: 'requestMigration',
      summary: 'Asks ops to move the publisher to sandbox or production billing',
      parameters: [idempotencyKeyParameter({ required: false })],
      requestBody: jsonBody('MigrationRequestBody'),
      answers: { 202: jsonAnswer('Queued', 'MigrationRequest') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422],
    }),
  },
};
