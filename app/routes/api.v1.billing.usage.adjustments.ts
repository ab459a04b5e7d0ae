import { requireApi } from '../auth/guards.ts';
import { listAdjustmentsQuerySchema } from '../http/api/list-adjustments-query.ts';
import { parseApiQuery } from '../http/api/parse-query.ts';
import { usageAdjustmentPageToJson, usageAdjustmentToJson } from '../http/api/usage-adjustment-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { privateJson } from '../http/private-json.ts';
import { adjustUsage } from '../services/usage/adjustments/adjust-usage.ts';
import { listAdjustments } from '../services/usage/adjustments/list-adjustments.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const query = parseApiQuery(listAdjustmentsQuerySchema, args.request);
    const { customer_id: customerId, page, limit } = query;
    return privateJson(
      args.request,
      usageAdjustmentPageToJson(await listAdjustments(ctx, { customerId, page, limit })),
    );
  },
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const { request } = args;
    const body = await readJson(request);
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work() {
        const { adjustment, isNew } = await adjustUsage(ctx, body);
        return jsonAnswer(usageAdjustmentToJson(adjustment), { status: isNew ? 201 : 200 });
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
