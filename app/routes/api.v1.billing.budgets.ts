import { requireCustomerRead } from '../auth/customer-read.ts';
import { requireApi } from '../auth/guards.ts';
import { budgetListToJson, budgetToJson } from '../http/api/budget-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { privateJson } from '../http/private-json.ts';
import { createBudget } from '../services/budgets/create-budget.ts';
import { listBudgets } from '../services/budgets/list-budgets.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'budget.list_read');
    return privateJson(args.request, budgetListToJson(await listBudgets(ctx, { customerId })));
  },
  async POST(args) {
    const ctx = await requireApi(args, 'publisher');
    const { request } = args;
    const input = await readJson(request);
    return answerIdempotently(ctx, {
      request,
      required: false,
      body: input,
      async work({ id }) {
        return jsonAnswer(budgetToJson(await createBudget(ctx, { input, id })), { status: 201 });
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
