import { requireCustomerRead } from '../auth/customer-read.ts';
import { historyQuerySchema } from '../http/api/usage-insight-queries.ts';
import { historyToJson } from '../http/api/usage-insight-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getUsageHistory } from '../services/usage/history/get-usage-history.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'usage.history_read',
      historyQuerySchema,
    );
    const history = await getUsageHistory(ctx, { customerId, periods: query.months });
    return privateJson(args.request, historyToJson(history));
  },
});

export const loader = route.loader;
export const action = route.action;
