import { z } from 'zod';
import { createBudgetSchema, updateBudgetSchema } from '../../services/budgets/budget-input.ts';
import type { Json } from './openapi-components.ts';
import {
  customerIdParameter,
  idempotencyKeyParameter,
  ifNoneMatchParameter,
  jsonAnswer,
  notModified,
  operation,
} from './openapi-operation.ts';

const budgetIdParameter: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const OPTIONAL_KEY = idempotencyKeyParameter({ required: false });

function bodyOf(schema: z.ZodType): Json {
  const { $schema: _, ...body } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { required: true, content: { 'application/json': { schema: body } } };
}

export const BUDGET_PATHS: Json = {
  '/billing/budgets': {
    get: operation({
      id: 'listBudgets',
      summary: 'What billing periods should stay within, and when to tell',
      parameters: [customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('At most twenty budgets', 'BudgetList'), 304: notModified() },
      problems: [400, 401],
    }),
    post: operation({
      id: 'createBudget',
      summary: 'A new budget in the currency of the subscription; publishers only, at most twenty',
      parameters: [OPTIONAL_KEY],
      requestBody: bodyOf(createBudgetSchema),
      answers: { 201: jsonAnswer('Created', 'Budget') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422],
    }),
  },
  '/billing/budgets/{id}': {
    get: operation({
      id: 'getBudget',
      summary: 'One budget',
      parameters: [budgetIdParameter, customerIdParameter, ifNoneMatchParameter],
      answers: { 200: jsonAnswer('The budget', 'Budget'), 304: notModified() },
      problems: [400, 401, 404],
    }),
    patch: operation({
      id: 'updateBudget',
      summary: 'Changes what is given; open alerts of a step that is left out end. Publishers only',
      parameters: [budgetIdParameter, OPTIONAL_KEY],
      requestBody: bodyOf(updateBudgetSchema),
      answers: { 200: jsonAnswer('Changed', 'Budget') },
      problems: [400, 401, 403, 404, 409, 413, 415, 422],
    }),
    delete: operation({
      id: 'deleteBudget',
      summary: 'Ends a budget and its open alerts; publishers only',
      parameters: [budgetIdParameter, OPTIONAL_KEY],
      answers: { 204: { description: 'Gone' } },
      problems: [400, 401, 403, 404, 409],
    }),
  },
};
