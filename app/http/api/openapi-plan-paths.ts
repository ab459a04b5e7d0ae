import { z } from 'zod';
import { simulatePlansSchema } from '../../services/plans/simulate-plans-input.ts';
import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
} from './openapi-operation.ts';

const { $schema: _, ...simulateBody } = z.toJSONSchema(simulatePlansSchema, {
  io: 'input',
  unrepresentable: 'any',
});

export const PLAN_PATHS: Json = {
  '/billing/plans': {
    get: operation({
      id: 'listPlans',
      summary: 'The plans that a publisher can have, its own terms among them, in its currency',
      parameters: [customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('Plans by rank', 'PlanList'), 304: notModified() },
      problems: [400, 401, 404],
    }),
  },
  '/billing/plans/simulate': {
    post: operation({
      id: 'simulatePlans',
      summary:
        'What closed periods, those of ended plans too, or made-up quantities cost on every plan; changes nothing',
      parameters: [customerIdParameter],
      requestBody: { required: true, content: { 'application/json': { schema: simulateBody } } },
      answers: { 200: jsonAnswer('Each plan by period, the current one first', 'PlanSimulation') },
      problems: [400, 401, 403, 404, 413, 415, 422],
    }),
  },
};
