import { listAdjustmentsQuerySchema } from './list-adjustments-query.ts';
import type { Json } from './openapi-components.ts';
import {
  idempotencyKeyParameter,
  jsonAnswer,
  jsonBody,
  operation,
  queryParameters,
} from './openapi-operation.ts';

const adjustmentIdParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

export const USAGE_ADJUSTMENT_PATHS: Json = {
  '/billing/usage/adjustments': {
    get: operation({
      id: 'listUsageAdjustments',
      summary: 'Adjustments of metered hours, newest first; staff only',
      parameters: queryParameters(listAdjustmentsQuerySchema),
      answers: { 200: jsonAnswer('One page of adjustments', 'UsageAdjustmentPage') },
      problems: [400, 401, 403],
    }),
    post: operation({
      id: 'adjustUsage',
      summary: 'Adds to or takes from one hour of a customer, never below zero; admins only',
      parameters: [idempotencyKeyParameter({ required: false })],
      requestBody: jsonBody('UsageAdjustmentBody'),
      answers: {
        201: jsonAnswer('Adjusted', 'UsageAdjustment'),
        200: jsonAnswer('The source key had been taken before; nothing was changed', 'UsageAdjustment'),
      },
      problems: [400, 401, 403, 409, 413, 415, 422],
    }),
  },
  '/billing/usage/adjustments/{id}/reversal': {
    post: operation({
      id: 'reverseUsageAdjustment',
      summary: 'Takes an adjustment back, once; admins only',
      parameters: [adjustmentIdParameter, idempotencyKeyParameter({ required: false })],
      requestBody: jsonBody('UsageAdjustmentReversalBody'),
      answers: {
        201: jsonAnswer('Reversed', 'UsageAdjustment'),
        200: jsonAnswer('It had been reversed by this source key before', 'UsageAdjustment'),
      },
      problems: [400, 401, 403, 404, 409, 413, 415, 422],
    }),
  },
};
