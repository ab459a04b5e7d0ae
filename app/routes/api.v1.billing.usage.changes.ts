import { requireCustomerRead } from '../auth/customer-read.ts';
import { changesQuerySchema } from '../http/api/usage-insight-queries.ts';
import { billChangeToJson } from '../http/api/usage-insight-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { explainBillChange } from '../services/usage/explain/explain-bill-change.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'usage.changes_read',
      changesQuerySchema,
    );
    const { period_start: at } = query;
    const change = await explainBillChange(ctx, { customerId, ...(at && { at }) });
    return privateJson(args.request, billChangeToJson(change));
  },
});

export const loader = route.loader;
export const action = route.action;
