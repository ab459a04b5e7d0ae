import { applySchema } from './apply-input.ts';
import type { Json } from './openapi-components.ts';
import { bodyOf, idempotencyKeyParameter, jsonAnswer, notModified, operation } from './openapi-operation.ts';
import { reconcileSchema } from './reconcile-input.ts';

const runId: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

export const RECONCILIATION_PATHS: Json = {
  '/billing/reconcile': {
    post: operation({
      id: 'reconcileBilling',
      summary: 'Compares our books with Stripe’s; admins only',
      parameters: [idempotencyKeyParameter({ required: true })],
      requestBody: bodyOf(reconcileSchema),
      answers: {
        200: jsonAnswer('What differs', 'Reconciliation'),
        202: jsonAnswer('Goes on in the queue; a repeat gets the result', 'ReconciliationStarted'),
      },
      problems: [400, 401, 403, 409, 413, 415, 422],
    }),
  },
  '/billing/reconcile/{id}': {
    get: operation({
      id: 'getReconciliation',
      summary: 'The result of a reconciliation, or how far it is; staff only',
      parameters: [runId],
      answers: {
        200: {
          description: 'The result, or the progress',
          content: {
            'application/json': {
              schema: {
                oneOf: ['Reconciliation', 'ReconciliationRunning'].map((name) => ({
                  $ref: `#/components/schemas/${name}`,
                })),
              },
            },
          },
        },
        304: notModified(),
      },
      problems: [400, 401, 403, 404],
    }),
  },
  '/billing/reconcile/{id}/plan': {
    post: operation({
      id: 'planRepair',
      summary: 'What would mend the differences, computed from both sides as they are now; changes nothing',
      parameters: [runId],
      answers: { 200: jsonAnswer('The plan and its hash', 'RepairPlan') },
      problems: [401, 403, 404, 409, 503],
    }),
  },
  '/billing/reconcile/{id}/apply': {
    post: operation({
      id: 'applyRepair',
      summary: 'Applies the plan of this hash, unless anything has changed since',
      parameters: [runId, idempotencyKeyParameter({ required: false })],
      requestBody: bodyOf(applySchema),
      answers: { 200: jsonAnswer('What was done', 'RepairResult') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422, 503],
    }),
  },
};
