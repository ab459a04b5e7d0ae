import { requireCustomerRead } from '../auth/customer-read.ts';
import { simulationToJson } from '../http/api/simulation-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/private-json.ts';
import { simulatePlans } from '../services/plans/simulate-plans.ts';
import { parseSimulatePlans } from '../services/plans/simulate-plans-input.ts';

const route = apiRoute({
  async POST(args) {
    const { ctx, customerId } = await requireCustomerRead(args, 'plans.simulate');
    const input = parseSimulatePlans(await readJson(args.request));
    return privateJson(args.request, simulationToJson(await simulatePlans(ctx, { ...input, customerId })));
  },
});

export const loader = route.loader;
export const action = route.action;
