import { lateUsageQuerySchema, settlementBodySchema } from './late-usage-schemas.ts';
import type { Json } from './openapi-components.ts';
import {
  bodyOf,
  idempotencyKeyParameter,
  jsonAnswer,
  notModified,
  operation,
  queryParameters,
} from './openapi-operation.ts';

const lateUsageId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

export const LATE_USAGE_PATHS: Json = {
  '/billing/late-usage': {
    get: operation({
      id: 'listLateUsage',
      summary: 'Late usage, corrections and true-ups that no rule may settle, the latest first; staff only',
      parameters: queryParameters(lateUsageQuerySchema),
      answers: {
        200: jsonAnswer('Up to 50 that are open, or up to 200 that were settled by hand', 'LateUsageList'),
        304: notModified(),
      },
      problems: [400, 401, 403],
    }),
  },
  '/billing/late-usage/{id}/settlement': {
    post: operation({
      id: 'settleLateUsage',
      summary:
        'Closes one as settled outside or waived, once: it is never billed or given back afterwards; admins only',
      parameters: [lateUsageId, idempotencyKeyParameter({ required: false })],
      requestBody: bodyOf(settlementBodySchema),
      answers: { 200: jsonAnswer('Settled', 'LateUsage') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422],
    }),
  },
};
