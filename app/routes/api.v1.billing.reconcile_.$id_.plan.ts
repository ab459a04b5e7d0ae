import { requireApi } from '../auth/guards.ts';
import { parseRunId } from '../http/api/parse-run-id.ts';
import { planToJson } from '../http/api/reconciliation-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import { callsPerSecond, createPace } from '../services/reconciliation/pace.ts';
import { planRepair } from '../services/reconciliation/repair/plan-repair.ts';

/** Computes what would mend the run's differences, from both sides as they are now; changes nothing. */
const route = apiRoute({
  async POST(args) {
    const ctx = await requireApi(args, 'admin');
    const pace = createPace(startStopwatch(), callsPerSecond(args.context.runtime.env));
    const plan = await planRepair(ctx, { runId: parseRunId(args.params.id), pace, now: ctx.now });
    return publicJson(planToJson(plan));
  },
});

export const loader = route.loader;
export const action = route.action;
