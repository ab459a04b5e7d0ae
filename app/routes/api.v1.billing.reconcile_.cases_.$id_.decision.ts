import { requireApi } from '../auth/guards.ts';
import { caseToJson } from '../http/api/case-to-json.ts';
import { parseDecisionInput } from '../http/api/decision-input.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { readJson } from '../http/body.ts';
import { answerIdempotently, jsonAnswer } from '../http/idempotent.ts';
import { startStopwatch } from '../http/stopwatch.ts';
import { decideCase } from '../services/reconciliation/cases/decide-case.ts';
import { getCase } from '../services/reconciliation/cases/get-case.ts';
import { giveCredit } from '../services/reconciliation/cases/give-credit.ts';
import { callsPerSecond, createPace } from '../services/reconciliation/pace.ts';

const route = apiRoute({
  async POST(args) {
    const { request, context } = args;
    const ctx = await requireApi(args, 'admin');
    const id = parseId(args.params.id);
    const body = await readJson(request);
    const input = parseDecisionInput(body);
    return answerIdempotently(ctx, {
      request,
      required: false,
      body,
      async work() {
        const { keyword, reason } = input;
        if (input.decision === 'close') {
          await decideCase(ctx, { id, keyword, reason });
          return jsonAnswer(caseToJson(await getCase(ctx, id)));
        }
        const pace = createPace(startStopwatch(), callsPerSecond(context.runtime.env));
        const planHash = input.plan_hash;
        const given = await giveCredit(ctx, { id, planHash, keyword, reason, pace, now: ctx.now });
        return jsonAnswer(caseToJson(given));
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
