import { requireApi } from '../auth/guards.ts';
import { BillingError } from '../domain/errors.ts';
import { creditPlanToJson } from '../http/api/case-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import { planCredit } from '../services/reconciliation/cases/plan-credit.ts';
import { callsPerSecond, createPace } from '../services/reconciliation/pace.ts';

/** What giving the proposed credit would come to, from both sides as they are now; gives nothing. */
const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const pace = createPace(startStopwatch(), callsPerSecond(args.context.runtime.env));
    const { plan } = await planCredit(ctx, { id: parseId(args.params.id), pace, now: ctx.now });
    if (plan.kind === 'refused') throw new BillingError('conflict', plan.message);
    return publicJson(creditPlanToJson(plan));
  },
});

export const loader = route.loader;
export const action = route.action;
