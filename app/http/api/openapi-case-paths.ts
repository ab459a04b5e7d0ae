import { decisionSchema } from './decision-input.ts';
import type { Json } from './openapi-components.ts';
import { bodyOf, idempotencyKeyParameter, jsonAnswer, notModified, operation } from './openapi-operation.ts';

const caseId: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const status: Json = {
  name: 'status',
  in: 'query',
  schema: { type: 'string', enum: ['open', 'closed', 'gone'], default: 'open' },
};

export const CASE_PATHS: Json = {
  '/billing/reconcile/cases': {
    get: operation({
      id: 'listReconciliationCases',
      summary: 'What reconciliations put before a person; staff only',
      parameters: [status],
      answers: {
        200: jsonAnswer(
          'Up to 200; open ones oldest first, others the latest first',
          'ReconciliationCaseList',
        ),
        304: notModified(),
      },
      problems: [400, 401, 403],
    }),
  },
  '/billing/reconcile/cases/{id}': {
    get: operation({
      id: 'getReconciliationCase',
      summary: 'A case, what was decided, and what became of it; staff only',
      parameters: [caseId],
      answers: { 200: jsonAnswer('The case', 'ReconciliationCase'), 304: notModified() },
      problems: [400, 401, 403, 404],
    }),
  },
  '/billing/reconcile/cases/{id}/plan': {
    post: operation({
      id: 'planReconciliationCredit',
      summary:
        'What giving the proposed credit would come to; reads Stripe, its credit notes too, and gives nothing; admin only',
      parameters: [caseId],
      answers: { 200: jsonAnswer('The credit and its hash', 'CreditPlan') },
      problems: [401, 403, 404, 409, 503],
    }),
  },
  '/billing/reconcile/cases/{id}/decision': {
    post: operation({
      id: 'decideReconciliationCase',
      summary:
        'Gives the credit of this plan, unless anything has changed since, or closes the case without money',
      parameters: [caseId, idempotencyKeyParameter({ required: false })],
      requestBody: bodyOf(decisionSchema),
      answers: { 200: jsonAnswer('The case as it was decided', 'ReconciliationCase') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422, 503],
    }),
  },
};
