import { requireApi } from '../auth/guards.ts';
import { parseApplyInput } from '../http/api/apply-input.ts';
import { parseRunId } from '../http/api/parse-run-id.ts';
import { repairToJson } from '../http/api/reconciliation-to-json.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import { callsPerSecond, createPace } from '../services/reconciliation/pace.ts';
import { applyRepair } from '../services/reconciliation/repair/apply-repair.ts';

const route = apiRoute({
  async POST(args) {
    const { request, context } = args;
    const ctx = await requireApi(args, 'admin');
    const runId = parseRunId(args.params.id);
    const body = await readJson(request);
    const input = parseApplyInput(body);
    const pace = createPace(startStopwatch(), callsPerSecond(context.runtime.env));
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work() {
        const executed = await applyRepair(ctx, { runId, ...input, pace, now: ctx.now });
        await context.runtime.wake({ look: 'usage-outbox' });
        return jsonAnswer(repairToJson({ runId, planHash: input.planHash }, executed));
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
