import { requireCustomerRead } from '../auth/customer-read.ts';
import { usageToJson } from '../http/api/usage-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getCurrentUsage } from '../services/usage/current/get-current-usage.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'usage.read');
    return privateJson(args.request, usageToJson(await getCurrentUsage(ctx, { customerId })));
  },
});

export const loader = route.loader;
export const action = route.action;
