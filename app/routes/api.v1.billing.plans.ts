import { requireCustomerRead } from '../auth/customer-read.ts';
import { plansToJson } from '../http/api/plans-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listPlans } from '../services/plans/list-plans.ts';

const route = apiRoute({
  async GET(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'plans.read');
    return privateJson(args.request, plansToJson(await listPlans(ctx, { customerId })));
  },
});

export const loader = route.loader;
export const action = route.action;
