import { requireCustomerRead } from '../auth/customer-read.ts';
import { requireApi } from '../auth/guards.ts';
import { budgetToJson } from '../http/api/budget-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, emptyAnswer, jsonAnswer } from '../http/idempotent.ts';
import { privateJson } from '../http/private-json.ts';
import { deleteBudget } from '../services/budgets/delete-budget.ts';
import { getBudget } from '../services/budgets/get-budget.ts';
import { updateBudget } from '../services/budgets/update-budget.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'budget.read');
    const budget = await getBudget(ctx, { customerId, budgetId: parseId(args.params.id) });
    return privateJson(args.request, budgetToJson(budget));
  },
  async PATCH(args) {
    const ctx = await requireApi(args, 'publisher');
    const budgetId = parseId(args.params.id);
    const { request } = args;
    const input = await readJson(request);
    return answerIdempotently(ctx, {
      request,
      required: false,
      body: input,
      async work() {
        return jsonAnswer(budgetToJson(await updateBudget(ctx, { budgetId, input })));
      },
    });
  },
  async DELETE(args) {
    const ctx = await requireApi(args, 'publisher');
    const budgetId = parseId(args.params.id);
    return answerIdempotently(ctx, {
      request: args.request,
      required: false,
      body: null,
      async work() {
        await deleteBudget(ctx, { budgetId });
        return emptyAnswer();
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
