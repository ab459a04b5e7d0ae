import { requireCustomerRead } from '../auth/customer-read.ts';
import { explainQuerySchema } from '../http/api/usage-insight-queries.ts';
import { explanationToJson } from '../http/api/usage-insight-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { explainCharge } from '../services/usage/explain/explain-charge.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'usage.explain_read',
      explainQuerySchema,
    );
    const explanation = await explainCharge(ctx, {
      customerId,
      metric: query.metric,
      ...(query.period_start && { at: query.period_start }),
      ...(query.day && { day: query.day }),
    });
    return privateJson(args.request, explanationToJson(explanation));
  },
});

export const loader = route.loader;
export const action = route.action;
