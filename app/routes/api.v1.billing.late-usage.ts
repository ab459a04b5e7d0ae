import { requireApi } from '../auth/guards.ts';
import { lateUsageQuerySchema } from '../http/api/late-usage-schemas.ts';
import { lateUsageListToJson } from '../http/api/late-usage-to-json.ts';
import { parseApiQuery } from '../http/api/parse-query.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listAdjustmentsToDecide } from '../services/adjustments/list-adjustments-to-decide.ts';

const route = apiRoute({
  async GET(args) {
    const ctx = await requireApi(args, 'staff');
    const query = parseApiQuery(lateUsageQuerySchema, args.request);
    return privateJson(args.request, lateUsageListToJson(await listAdjustmentsToDecide(ctx, query)));
  },
});

export const loader = route.loader;
export const action = route.action;
